export { endure } from './endure.ts'
export { hostileAnswers, type HostileAnswer } from './hostile-answers.ts'
export { FILE_HEADS, lend, uploadOf } from './lend.ts'
export { LOST_REPLIES } from './lost-replies.ts'
export { portraitPng, voiceWav } from './media.ts'
export { refusalOf } from './refusal-of.ts'
export {
  createScriptedService,
  json,
  networkError,
  type ScriptedService,
  type Sent,
} from './scripted-service.ts'
