import type { JobSnapshot } from '@onetake/core'
import { NEVER, of, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HEARTBEAT_MS, MOST_PENDING_BYTES, toEventStream } from './event-stream.ts'

const jobOf = (id: string, message = '') =>
  ({
    id,
    operation: 'scripted.make',
    seq: 1,
    createdAt: 1,
    updatedAt: 1,
    status: 'running',
    message,
  }) as JobSnapshot
const KILOBYTE = 'm'.repeat(1_000)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open(active: readonly JobSnapshot[] = []) {
  const changes = new Subject<JobSnapshot>()
  const leaving = new AbortController()
  const reader = toEventStream({ changes, active: of(active) }, leaving.signal)
    .pipeThrough(new TextDecoderStream())
    .getReader()
  return { changes, leave: () => leaving.abort(), reader }
}

describe('an event stream', () => {
  it('says at times that it is still there, and no more when its reader has left', async () => {
    const { reader } = open()
    expect((await reader.read()).value).toBe(': open\n\n')
    for (const _ of [1, 2]) {
      vi.advanceTimersByTime(HEARTBEAT_MS)
      expect((await reader.read()).value).toBe(': still here\n\n')
    }
    await reader.cancel()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends with its request, and leaves nothing running', async () => {
    const { reader, changes, leave } = open()
    await reader.read()
    expect(changes.observed).toBe(true)
    leave()
    expect((await reader.read()).done).toBe(true)
    expect([changes.observed, vi.getTimerCount()]).toEqual([false, 0])
  })

  it('for somebody who has left already begins nothing', async () => {
    const changes = new Subject<JobSnapshot>()
    const text = await new Response(toEventStream({ changes, active: NEVER }, AbortSignal.abort())).text()
    expect(text).toBe(': open\n\n')
    expect([changes.observed, vi.getTimerCount()]).toEqual([false, 0])
  })

  it('breaks with what it tells of, and leaves nothing running', async () => {
    const { reader, changes } = open()
    await reader.read()
    changes.error(new Error('the store is gone'))
    await expect(reader.read()).rejects.toThrow('the store is gone')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a reader that does not read', () => {
  it('is cut off once too much waits', async () => {
    const changes = new Subject<JobSnapshot>()
    const stream = toEventStream({ changes, active: of([]) }, new AbortController().signal)
    let sent = 0
    while (changes.observed && sent < 1_000) {
      sent += 1
      changes.next(jobOf('a', KILOBYTE))
    }
    expect(sent).toBeGreaterThan(MOST_PENDING_BYTES / 1_200)
    expect(sent).toBeLessThan(MOST_PENDING_BYTES / 1_000)
    await expect(stream.getReader().read()).rejects.toThrow('does not read')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is cut off even when only comments come', () => {
    const changes = new Subject<JobSnapshot>()
    toEventStream({ changes, active: of([]) }, new AbortController().signal)
    vi.advanceTimersByTime(HEARTBEAT_MS * MOST_PENDING_BYTES)
    expect([changes.observed, vi.getTimerCount()]).toEqual([false, 0])
  })
})

it('what a stream begins with may be more than what may wait', async () => {
  const active = Array.from({ length: 100 }, (_, index) => jobOf(`job-${index}`, KILOBYTE))
  const { reader, changes } = open(active)
  changes.next(jobOf('new'))
  let text = ''
  while (!text.includes('"id":"new"')) text += (await reader.read()).value
  expect(text.match(/^data:/gm)).toHaveLength(101)
  expect(changes.observed).toBe(true)
  await reader.cancel()
})
