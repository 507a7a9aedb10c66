export {
  createScript,
  scripted,
  SCRIPTED_GLB,
  SCRIPTED_SUCCESS,
  type Script,
  type ScriptedAnswer,
} from './scripted-provider.ts'
export { testJobStore } from './test-job-store.ts'
export { capabilitiesOf, type Capabilities } from './capabilities.ts'
export { testProvider, type ProviderUnderTest, type TestProviderOptions } from './test-provider.ts'
export { testUploadStore, type UploadStoreUnderTest } from './test-upload-store.ts'
export { testWire, type WireUnderTest } from './test-wire.ts'
export { controlLine, serveLine, type LineControls } from './serve-line.ts'
export {
  createScriptedClient,
  useJobCases,
  type JobVerbs,
  type JobView,
  type MountedJob,
  type ScriptedCalls,
  type ScriptedClient,
  type ScriptedJobs,
  type UseJobCase,
  type UseJobHarness,
  type UseJobProps,
} from './use-job-cases.ts'
export {
  useUploadCases,
  type MountedUpload,
  type UploadView,
  type UseUploadCase,
  type UseUploadHarness,
} from './use-upload-cases.ts'
