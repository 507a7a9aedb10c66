import type { JobPhase, JobRecord, JobStore } from '@onetake/core'
import { createScript, scripted, type Script } from '@onetake/core/testing'
import { afterEach, expect } from 'vitest'
import type { ArtifactStore } from '../src/artifact-store.ts'
import { createEngine } from '../src/create-engine.ts'
import type { Engine } from '../src/engine.ts'
import { createMemoryStore } from '../src/memory-store.ts'
import { createManualClock } from './manual-clock.ts'
import { createMemoryArtifacts } from './memory-artifacts.ts'

/** Who starts jobs in these tests. */
export const ann = { owner: 'ann' }

export interface SetUp {
  readonly script?: Partial<Script>
  readonly store?: JobStore
  readonly artifacts?: ArtifactStore
  /** Unless given, an error on our own side fails the test. */
  readonly onError?: (thrown: unknown) => void
}

const engines: Engine<any, any>[] = []
const unexpected: unknown[] = []
afterEach(() => {
  for (const engine of engines.splice(0)) void engine.stop()
  expect(unexpected.splice(0)).toEqual([])
})

/** An engine with the scripted provider, on a clock that stands still. */
export function setUpEngine({
  script: changes = {},
  store = createMemoryStore(),
  artifacts = createMemoryArtifacts(),
  onError = (thrown) => unexpected.push(thrown),
}: SetUp = {}) {
  const script = createScript(changes)
  const clock = createManualClock()
  const options = { artifacts, store, clock, random: () => 0.5, onError }
  const engine = createEngine({ providers: [scripted(script)], ...options })
  engines.push(engine)
  return {
    script,
    clock,
    engine,
    store,
    start: (id: string, prompt = 'a chair') => engine.start('scripted.make', { prompt }, { ...ann, id }),
    statusOf: async (id: string) => (await engine.get(id, ann)).status,
    /** How many requests of this kind the provider has had. */
    count: (request: string) => script.requests.filter((one) => one.startsWith(request)).length,
    /** The codes of the troubles so far; null for the end of one. */
    troubles: troublesOf(engine),
    /** Another process on the same store. */
    nextProcess() {
      const next = createEngine({ providers: [scripted(script)], ...options })
      engines.push(next)
      return next
    },
  }
}

function troublesOf(engine: Engine<any, any>): (string | null)[] {
  const codes: (string | null)[] = []
  engine.troubles.subscribe(({ error }) => codes.push(error?.code ?? null))
  return codes
}

/** What a submit does whose reply is lost. */
export const hangUp = () => {
  throw new Error('socket hang up')
}

/** A job as an earlier process left it. */
export function left(id: string, phase: JobPhase, ref: string | null): JobRecord {
  return {
    job: { id, operation: 'scripted.make', seq: 0, createdAt: 1, updatedAt: 1, ...phase },
    owner: 'ann',
    input: { prompt: 'x' },
    fingerprint: 'f',
    cancelRequested: false,
    exclusive: null,
    submittedAt: ref === null ? null : 1,
    ref,
    delivery: null,
  }
}

/** A store that fails while `isDown` says so for what is about to be put. */
export function createShakyStore(isDown: (record: JobRecord) => boolean): JobStore {
  const memory = createMemoryStore()
  return {
    ...memory,
    async put(record, expected) {
      if (isDown(record)) throw new Error('no space left on device')
      return memory.put(record, expected)
    },
  }
}
