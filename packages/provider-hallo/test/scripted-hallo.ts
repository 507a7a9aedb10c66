import type { Ref } from '@onetake/core'
import { createScriptedService, FILE_HEADS, lend, uploadOf } from '@onetake/provider-kit/testing'
import { connectHallo } from '../src/client.ts'

export const START = '/api/v1/inference/hallo2'
export const TASKS = '/api/v1/tasks'
export const ORDER = { image: 'jpeg', audio: 'wav' } as const

/** A task as the document shows it. */
export const PROCESSING = {
  task_id: 't1',
  status: 'processing',
  progress: 45,
  status_message: 'Running inference...',
  result: null,
  error: null,
  created_at: '2024-01-15T10:30:00Z',
  updated_at: '2024-01-15T10:35:00Z',
}

/** The list as Hallo answers it; `count` is wrong, as in the document. */
export const listed = (tasks: Readonly<Record<string, unknown>>) => ({ tasks, count: 1 })

/** A scripted Hallo, and what a server lends: a file of each kind, named after it, and these earlier jobs. */
export function startHallo(jobs: Readonly<Record<string, Ref>> = {}) {
  const service = createScriptedService()
  const uploads = Object.fromEntries(
    Object.entries({ ...FILE_HEADS, text: 'hello' }).map(([kind, text]) => [kind, uploadOf(text)]),
  )
  const context = lend(connectHallo({ url: 'http://10.0.0.7:8001' }, service.io), { uploads, jobs })
  return { service, context }
}
