export type { DiceTalkClient, DiceTalkOptions } from './client.ts'
export { diceTalk } from './dice-talk.ts'
export type { DiceTalkHealth } from './health.ts'
export type { Emotion } from './synthesize.ts'
