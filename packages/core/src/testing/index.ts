export {
  createScript,
  scripted,
  SCRIPTED_GLB,
  SCRIPTED_SUCCESS,
  type Script,
  type ScriptedAnswer,
} from './scripted-provider.ts'
export { testJobStore } from './test-job-store.ts'
export { testProvider, type ProviderUnderTest } from './test-provider.ts'
export { testWire, type WireUnderTest } from './test-wire.ts'
