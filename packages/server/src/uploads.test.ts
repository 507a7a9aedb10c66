import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callFor, defineProvider, JobError, operationFor } from '@onetake/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { anything } from '../test/anything.ts'
import { createManualClock } from '../test/manual-clock.ts'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { ann } from '../test/set-up-engine.ts'
import { createEngine } from './create-engine.ts'
import type { Engine } from './engine.ts'
import { createFileUploads } from './file-uploads.ts'

const ONE_DAY_MS = 86_400_000

/** Reads the files that a job names, which its service keeps as text; a job ends when `isOver`. */
function photographer() {
  const taken: string[] = []
  const state = { isOver: false }
  const provider = defineProvider({
    id: 'photo',
    connect: () => null,
    operations: {
      develop: operationFor<null>()({
        title: 'Develop',
        input: anything,
        produces: ['png'],
        pollEveryMs: 1_000,
        async stage(input, { read }) {
          const file = await read((input as { roll: { film: string } }).roll.film)
          return `${file.name}: ${await new Response(file.stream()).text()}`
        },
        async submit(_, { staged }) {
          taken.push(staged)
          return 'ref'
        },
        status: async (refs) =>
          refs.map(() =>
            state.isOver ? { status: 'canceled' as const } : { status: 'queued' as const, position: 1 },
          ),
        download: async () => new Response(),
      }),
    },
    calls: {
      look: callFor<null>()({
        title: 'Look at',
        input: anything,
        run: async (id, { read }) => (await read(id as string)).name,
      }),
    },
  })
  return { taken, state, provider: provider(null) }
}

let folder: string
let engine: Engine<any, any>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onetake-'))
})
afterEach(async () => {
  await engine.stop()
  await rm(folder, { recursive: true })
})

function setUp(uploads = true) {
  const { taken, state, provider } = photographer()
  const clock = createManualClock()
  engine = createEngine({
    providers: [provider],
    artifacts: createMemoryArtifacts(),
    clock,
    random: () => 0.5,
    ...(uploads && { uploads: createFileUploads(folder, { now: () => clock.now() }) }),
  })
  return { taken, state, clock }
}

async function handIn(id: string): Promise<void> {
  await engine.uploads.create({ id, owner: 'ann', name: `${id}.png`, bytes: 3 })
  await engine.uploads.append(id, 'ann', 0, new Blob([id]).stream())
}

const isHere = async (id: string) => (await engine.uploads.get(id, 'ann')) !== null

describe('an upload', () => {
  it('is read by the job of its owner that names it', async () => {
    const { taken } = setUp()
    await handIn('abc')
    await engine.start('photo.develop', { roll: { film: 'abc' } }, ann)
    await vi.waitFor(() => expect(taken).toEqual(['abc.png: abc']))
  })

  it('of somebody else is as none to a job, which then ends with nothing submitted', async () => {
    const { taken } = setUp()
    await handIn('abc')
    await engine.start('photo.develop', { roll: { film: 'abc' } }, { owner: 'eve', id: 'j' })
    await vi.waitFor(async () =>
      expect(await engine.get('j', { owner: 'eve' })).toMatchObject({
        status: 'failed',
        error: { code: 'not-found' },
      }),
    )
    expect(taken).toEqual([])
  })

  it('is read by a call of its owner', async () => {
    setUp()
    await handIn('abc')
    expect(await engine.call('photo.look', 'abc', ann)).toBe('abc.png')
    await expect(engine.call('photo.look', 'abc', { owner: 'eve' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('goes after a day, unless a job that is not over names it', async () => {
    const { clock, state, taken } = setUp()
    await engine.resume()
    await handIn('abc')
    await handIn('xyz')
    await engine.start('photo.develop', { roll: { film: 'abc' } }, ann)
    await vi.waitFor(() => expect(taken).toHaveLength(1))
    await clock.advance(60_000)
    expect([await isHere('abc'), await isHere('xyz')]).toEqual([true, true])
    clock.setBack(-2 * ONE_DAY_MS)
    await vi.waitFor(async () => {
      await clock.advance(60_000)
      expect([await isHere('abc'), await isHere('xyz')]).toEqual([true, false])
    })
    state.isOver = true
    await vi.waitFor(async () => {
      await clock.advance(60_000)
      expect(await isHere('abc')).toBe(false)
    })
  })
})

it('an engine without uploads says that it takes none', async () => {
  setUp(false)
  const upload = { id: 'a', owner: 'ann', name: 'x', bytes: 1 }
  await expect(engine.uploads.create(upload)).rejects.toSatisfy(
    (error) => JobError.is(error) && error.code === 'unsupported',
  )
  expect(await engine.uploads.get('a', 'ann')).toBeNull()
})
