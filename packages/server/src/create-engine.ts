import {
  canBecome,
  isTerminal,
  JobError,
  latest,
  type CallsOf,
  type CatalogOf,
  type Delivery,
  type JobRecord,
  type JobSnapshot,
  type JobStore,
  type Json,
  type Provider,
  type UploadStore,
} from '@onetake/core'
import { defer, distinctUntilChanged, filter, map, merge, scan, Subject, takeWhile } from 'rxjs'
import { connectAccounts, type BoundOperation } from './accounts.ts'
import type { ArtifactStore } from './artifact-store.ts'
import { createBackground } from './background.ts'
import { createCaretaker } from './caretaker.ts'
import { systemClock, wait, type Clock } from './clock.ts'
import { createCollector } from './collector.ts'
import { createContexts } from './context.ts'
import { describeOperation } from './describe-operation.ts'
import type { Engine, Trouble } from './engine.ts'
import { findArtifact } from './find-artifact.ts'
import { createJobWriter } from './job-writer.ts'
import { createMemoryStore } from './memory-store.ts'
import { parseInput } from './parse-input.ts'
import { createPoller, type Poller } from './poller.ts'
import { createStarter } from './start-job.ts'
import { createSubmitter } from './submitter.ts'
import { noUploads } from './no-uploads.ts'
import { withOwnAbort } from './own-abort.ts'
import { assertOwner, type Viewer } from './viewer.ts'

export interface EngineOptions<P extends readonly Provider[]> {
  readonly providers: P
  /** Where the files of finished jobs are kept. */
  readonly artifacts: ArtifactStore
  /** Where jobs are kept; in memory unless told. */
  readonly store?: JobStore
  /** Where input files are kept; without it, none can be handed in. */
  readonly uploads?: UploadStore
  readonly fetch?: typeof fetch
  readonly clock?: Clock
  /** From 0 up to 1; spreads retries. */
  readonly random?: () => number
  readonly newId?: () => string
  /** How long a provider may not know a job before it is `failed` with code `lost`, in ms. */
  readonly lostAfterMs?: number
  /** Told of what goes wrong on our own side, such as a store that cannot be written. */
  readonly onError?: (thrown: unknown) => void
}

/** How long a stop waits for a submit that is on its way, rather than leave it unconfirmed. */
const STOP_WITHIN_MS = 10_000
/** How long a stop then waits for a provider to let go. */
const LET_GO_WITHIN_MS = 1_000

/**
 * The engine over one job store, in one process.
 *
 * @example
 * const engine = createEngine({ providers: [saymotion(credentials)], artifacts: createFileArtifacts('artifacts') })
 * const job = await engine.start('saymotion.text2motion', { prompt: 'a person waves' }, { owner: 'ann' })
 * engine.watch(job.id, { owner: 'ann' }).subscribe(console.log)
 */
export function createEngine<const P extends readonly Provider[]>({
  providers,
  artifacts,
  store = createMemoryStore(),
  uploads = noUploads,
  fetch = globalThis.fetch,
  clock = systemClock,
  random = Math.random,
  newId = () => crypto.randomUUID(),
  lostAfterMs = 120_000,
  onError = console.error,
}: EngineOptions<P>): Engine<CatalogOf<P>, CallsOf<P>> {
  const stopping = new AbortController()
  const givingUp = new AbortController()
  const troubles = new Subject<Trouble>()
  const background = createBackground(onError)
  const accounts = connectAccounts(providers, { fetch, now: () => clock.now(), random })
  const writer = createJobWriter({ store, clock, random, giveUp: givingUp.signal, onError })
  const contextOf = createContexts({ store, uploads, artifacts, stopping: stopping.signal })
  const collect = createCollector({ writer, artifacts, clock, random, background })
  const submitter = createSubmitter({
    store,
    writer,
    clock,
    random,
    accounts,
    contextOf,
    background,
    stopping: stopping.signal,
    giveUp: givingUp.signal,
    onAccepted: ({ job }, bound) => poll(job.id, bound),
    onTrouble: (account, thrown) => tell(account, JobError.from(thrown)),
  })
  const startJob = createStarter({ store, writer, clock, accounts, contextOf, onStored: send })
  const pollers = new Map<string, Poller>(
    accounts.accounts.map((account) => {
      const onAnswer = (error: JobError | null) => tell(account.id, error)
      const context = contextOf(account, null)
      const options = {
        store,
        writer,
        clock,
        random,
        context,
        background,
        lostAfterMs,
        onDelivery: startCollecting,
        onAnswer,
      }
      return [account.id, createPoller(options)]
    }),
  )
  writer.changes.pipe(filter(({ job }) => isTerminal(job))).subscribe(({ job }) => {
    background.run(submitter.release(job.id))
  })

  const inTrouble = new Set<string>()
  function tell(account: string, error: JobError | null): void {
    if (error === null && !inTrouble.delete(account)) return
    if (error !== null) inTrouble.add(account)
    troubles.next({ account, error })
  }

  function send(record: JobRecord): void {
    background.run(submitter.submit(record))
  }

  function poll(id: string, { account, operation }: BoundOperation): void {
    pollers.get(account.id)?.poll(id, operation)
  }

  /** A job is asked about until it is known to be delivered, so it may be delivered more than once. */
  const collecting = new Set<string>()
  function startCollecting(record: JobRecord, delivery: Delivery): void {
    const { id, operation } = record.job
    if (collecting.has(id)) return
    collecting.add(id)
    const bound = accounts.operation(operation)
    const context = contextOf(bound.account, record.owner)
    const onTrouble = (error: JobError) => tell(bound.account.id, error)
    const collected = withOwnAbort(context.signal, ({ signal }) =>
      collect(record, delivery, bound, { ...context, signal }, onTrouble),
    )
    background.run(collected.finally(() => collecting.delete(id)))
  }

  async function load(id: string, { owner }: Viewer): Promise<JobRecord> {
    assertOwner(owner)
    const record = await store.get(id, owner)
    if (!record) throw new JobError('not-found', `There is no job "${id}".`)
    return record
  }

  const caretaker = createCaretaker({
    store,
    uploads,
    clock,
    accounts,
    submitter,
    background,
    stopping: stopping.signal,
    poll,
    startCollecting,
    onError,
  })

  async function settledWithin(ms: number): Promise<void> {
    const enough = new AbortController()
    await Promise.race([background.settled(), wait(clock, ms, enough.signal)])
    enough.abort()
  }

  const engine: ErasedEngine = {
    changes: writer.changes,
    troubles: troubles.asObservable(),
    uploads,

    async start(id, input, { owner, id: jobId = newId() }) {
      assertOwner(owner)
      return startJob({ id: jobId, operation: id, input, owner })
    },

    get: async (id, viewer) => (await load(id, viewer)).job,

    async list(asked) {
      const { isOperator: _, ...query } = asked
      assertOwner(query.owner)
      return (await store.list(query)).map(({ job }) => job)
    },

    async history(id, viewer) {
      await load(id, viewer)
      return store.history(id)
    },

    watch(id, viewer) {
      const changed = writer.changes.pipe(
        filter(({ owner, job }) => job.id === id && owner === viewer.owner),
        map(({ job }) => job),
      )
      return merge(
        changed,
        defer(() => engine.get(id, viewer)),
      ).pipe(
        scan((known: JobSnapshot | null, job) => latest(known, job), null),
        filter((job) => job !== null),
        distinctUntilChanged(),
        takeWhile((job) => !isTerminal(job), true),
      )
    },

    async cancel(id, viewer) {
      const record = await load(id, viewer)
      if (record.job.status === 'pending') {
        const canceled = await writer.claim(record, { status: 'canceled' })
        return canceled ? canceled.job : engine.cancel(id, viewer)
      }
      if (isTerminal(record.job)) throw tooLate(record.job)
      const { operation, account } = accounts.operation(record.job.operation)
      if (!operation.cancel) {
        throw new JobError(
          'unsupported',
          `${account.id} cannot cancel "${operation.title}": the job goes on.`,
        )
      }
      if (record.job.status !== 'canceling' && !canBecome(record.job, 'canceling')) {
        throw tooLate(record.job)
      }
      const { job, ref } = await writer.advance(id, { status: 'canceling' }, { cancelRequested: true })
      if (job.status !== 'canceling') throw tooLate(job)
      const stopped = ref !== null && (await operation.cancel(ref, contextOf(account, viewer.owner)))
      return stopped ? (await writer.insist(id, { status: 'canceled' })).job : job
    },

    async retry(id, viewer) {
      const record = await load(id, viewer)
      assertUnconfirmed(record)
      const { job } = await submitter.submit(record)
      return job.status === 'unconfirmed' ? engine.get(id, viewer) : job
    },

    async abandon(id, viewer) {
      assertUnconfirmed(await load(id, viewer))
      const given = await writer.move(id, 'unconfirmed', { status: 'failed', error: ABANDONED.toJSON() })
      if (given) return given.job
      const moved = await load(id, viewer)
      assertUnconfirmed(moved)
      return moved.job
    },

    async artifact(id, artifactId, viewer) {
      return findArtifact((await load(id, viewer)).job, artifactId, artifacts)
    },

    operations: () => accounts.operations.map(describeOperation),

    async call(id, input, { owner, isOperator = false }) {
      assertOwner(owner)
      const { call, account } = accounts.call(id)
      if (call.scope === 'account' && !isOperator) throw forOperators(id)
      return call.run(await parseInput(call.input, input), contextOf(account, owner))
    },

    async hear(providerId, delivery) {
      const { account, webhook } = accounts.listener(providerId)
      const isMeant = webhook(delivery)
      for (const { job, ref } of await store.list({ active: true })) {
        const bound = accounts.operation(job.operation)
        if (bound.account.id === account.id && ref !== null && isMeant(ref))
          pollers.get(account.id)?.hasten(job.id)
      }
    },

    async resume() {
      await caretaker.takeUpAll()
      background.run(caretaker.sweep())
    },

    async stop() {
      stopping.abort()
      for (const poller of pollers.values()) poller.stop()
      await settledWithin(STOP_WITHIN_MS)
      givingUp.abort()
      await settledWithin(LET_GO_WITHIN_MS)
    },
  }
  return engine as Engine<CatalogOf<P>, CallsOf<P>>
}

// In here operations of many kinds live side by side; the catalog types them again for callers.
type ErasedEngine = Omit<Engine, 'start' | 'call'> & {
  start(operation: string, input: unknown, viewer: Viewer & { readonly id?: string }): Promise<JobSnapshot>
  call(id: string, input: unknown, viewer: Viewer): Promise<Json>
}

/** Only an `unconfirmed` job is a person's to decide about. */
function assertUnconfirmed({ job }: JobRecord): void {
  if (job.status === 'unconfirmed') return
  const message = `Only an unconfirmed job can be retried or abandoned; this one is ${job.status}.`
  throw new JobError('conflict', message)
}

const tooLate = ({ status }: JobSnapshot) =>
  new JobError('conflict', `A job that is ${status} cannot be canceled.`)

const forOperators = (call: string) =>
  new JobError(
    'not-found',
    `The call "${call}" is of the whole account, and for operators only: the server says who is one (isOperator).`,
  )

const ABANDONED = new JobError(
  'abandoned',
  'Nobody follows this job any more. It may still have been charged.',
)
