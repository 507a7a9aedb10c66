import type { Ref } from '@onetake/core'
import {
  createScriptedService,
  FILE_HEADS,
  lend,
  uploadOf,
  type ScriptedService,
} from '@onetake/provider-kit/testing'
import { connectOpus, type OpusCredentials } from '../src/client.ts'

export const CREDENTIALS: OpusCredentials = { rapidApiKey: 'canary-key', url: 'https://opus.test' }

/** Where the scripted Opus keeps files. */
export const STORAGE = 'https://bucket.s3.example.com'

/** What a server lends, over a scripted Opus: an image at hand, and these earlier jobs. */
export function lendOpus(service: ScriptedService, jobs: Readonly<Record<string, Ref>> = {}) {
  const uploads = { image: uploadOf(FILE_HEADS.jpeg), text: uploadOf('hello') }
  return lend(connectOpus(CREDENTIALS, service.io), { uploads, jobs })
}

export const startOpus = (jobs?: Readonly<Record<string, Ref>>) => {
  const service = createScriptedService()
  return { service, context: lendOpus(service, jobs) }
}

/** A job result as the sample reads it. */
export const result = (status: string, ...urls: readonly (readonly [url: string, extension?: string])[]) => ({
  status,
  urls: urls.map(([url, extension]) => ({ url, ...(extension !== undefined && { extension }) })),
})
