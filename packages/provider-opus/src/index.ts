export type { OpusClient, OpusCredentials } from './client.ts'
export type { OpusExtraction, OpusSource } from './outcome.ts'
export type { ExtractionRef, ImageRef } from './opus-ref.ts'
export { opus } from './opus.ts'
