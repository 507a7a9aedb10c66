export { refusalOf } from './refusal-of.ts'
export {
  createScriptedService,
  json,
  networkError,
  type ScriptedService,
  type Sent,
} from './scripted-service.ts'
