import { createScriptedService, FILE_HEADS, lend, uploadOf } from '@onetake/provider-kit/testing'
import { connectDiceTalk } from '../src/client.ts'

export const START = '/api/v1/synthesis/start'
export const ORDER = { image: 'jpeg', audio: 'wav', emotion: 'happy' } as const
export const TASK = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'

/** A scripted DICE-Talk, and what a server lends: a file of each kind, named after it. */
export function startDiceTalk() {
  const service = createScriptedService()
  const uploads = Object.fromEntries(
    Object.entries({ ...FILE_HEADS, text: 'hello' }).map(([kind, text]) => [kind, uploadOf(text)]),
  )
  const context = lend(connectDiceTalk({ url: 'http://10.0.0.7:8000' }, service.io), { uploads })
  return { service, context, uploads }
}
