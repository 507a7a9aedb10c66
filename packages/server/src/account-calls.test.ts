import { callFor, defineProvider } from '@onetake/core'
import { describe, expect, it, vi } from 'vitest'
import { anything } from '../test/anything.ts'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { createEngine } from './create-engine.ts'
import { createHandler } from './handler.ts'
import type { Viewer } from './viewer.ts'

const setUp = () => {
  const run = vi.fn<() => Promise<string>>().mockResolvedValue('gone')
  const provider = defineProvider({
    id: 'stage',
    connect: () => ({}),
    operations: {},
    calls: { clear: callFor()({ title: 'Clear', scope: 'account', input: anything, run }) },
  })
  const engine = createEngine({ providers: [provider(null)], artifacts: createMemoryArtifacts() })
  return { engine, run }
}

describe('a call of the whole account', () => {
  it('is made by operators, and not even run for anybody else', async () => {
    const { engine, run } = setUp()
    await expect(engine.call('stage.clear', {}, { owner: 'ann' })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('operators'),
    })
    expect(run).not.toHaveBeenCalled()
    expect(await engine.call('stage.clear', {}, { owner: 'ann', isOperator: true })).toBe('gone')
  })

  it.each<[string | Viewer, number]>([
    ['ann', 404],
    [{ owner: 'ann' }, 404],
    // As an application in plain JavaScript may say it.
    [{ owner: 'ann', isOperator: 'no' as never }, 404],
    [{ owner: '', isOperator: true }, 401],
    [{ owner: 'ann', isOperator: true }, 200],
  ])('is answered over HTTP as the application says who asks: %j', async (viewer, status) => {
    const handle = createHandler(setUp().engine, { owner: () => viewer })
    const request = new Request('http://localhost/calls/stage/clear', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect((await handle(request)).status).toBe(status)
  })
})
