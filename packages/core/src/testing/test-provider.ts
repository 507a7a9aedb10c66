import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, AnyOperation, Context, Delivery, Provider, Ref, SubmitContext } from '../contract.ts'
import { JobError } from '../errors.ts'
import { isTerminal } from '../phase.ts'
import { isRefusal } from '../refusals.ts'
import type { Json } from '../json.ts'
import type { UploadFile } from '../upload.ts'
import { memoryUpload } from './memory-upload.ts'

/** A provider under test, before a service that behaves, or misbehaves when told. */
export interface ProviderUnderTest {
  readonly provider: Provider
  /** An input that the service takes, for each operation. */
  readonly inputs: Readonly<Record<string, (given: Given) => unknown>>
  /** Credentials, session values, hosts: what must be in no report and no error. */
  readonly secrets: readonly string[]
  /** How many submits have reached the service. */
  submits(): number
  /** The next submit reaches the service; its reply does not come back. */
  loseNextReply(): void
  close(): Promise<void> | void
}

/** What an input can be made from. */
export interface Given {
  /** The id of an earlier job that has succeeded, by the name of the operation that makes it. */
  finished(operation: string): Promise<string>
  /** The id of a complete upload. */
  upload(file: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }): string
}

/** What every provider keeps to. The service is the test's own: an emulator, or recorded answers. */
export function testProvider(title: string, create: () => Promise<ProviderUnderTest>): void {
  describe(`${title} as a provider`, () => {
    let under: ProviderUnderTest
    let run: ReturnType<typeof createRun>
    beforeEach(async () => {
      under = await create()
      run = createRun(under.provider)
    })
    afterEach(async () => under.close())

    /** Submit what `inputs` says for `name`, through the schema and `prepare`, as a server would. */
    async function submit(name: string): Promise<Ref> {
      const makeInput = under.inputs[name]
      if (!makeInput) throw new Error(`The test has no input for "${name}".`)
      return run.submit(name, await makeInput(given()))
    }

    async function finished(name: string): Promise<string> {
      const ref = await submit(name)
      await run.until(name, ref, isTerminal)
      return run.jobIdOf(ref)
    }

    const given = (): Given => ({ finished, upload: run.upload })

    function anyOperation(): string {
      const [name] = Object.keys(under.inputs)
      if (name === undefined) throw new Error('The test has no inputs.')
      return name
    }

    const eachOperation = async (test: (name: string, operation: AnyOperation) => Promise<void>) => {
      for (const name of Object.keys(under.inputs)) await test(name, run.operation(name))
    }

    it('says what people and servers need to know', async () => {
      expect(under.provider.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(Object.keys(under.inputs).toSorted()).toEqual(Object.keys(under.provider.operations).toSorted())
      await eachOperation(async (name, { title: words, pollEveryMs }) => {
        expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/)
        expect(words).not.toBe('')
        expect(pollEveryMs).toBeGreaterThanOrEqual(1_000)
      })
    })

    it('refuses an input that is no input, naming what is wrong', async () => {
      await eachOperation(async (_, { input }) => {
        const result = await input['~standard'].validate({ nonsense: true })
        expect(result.issues).not.toHaveLength(0)
      })
    })

    it('takes a job from its submit to its files', async () => {
      await eachOperation(async (name, operation) => {
        const ref = await submit(name)
        const report = await run.until(name, ref, isTerminal)
        if (report.status !== 'succeeded') throw new Error(`${name} ended as ${JSON.stringify(report)}.`)
        const delivery: Delivery = report.output
        expect(JSON.parse(JSON.stringify({ ref, delivery }))).toEqual({ ref, delivery })
        for (const { format, source } of delivery.artifacts) {
          expect(operation.produces).toContain(format)
          const bytes = await (await operation.download(source, run.context)).arrayBuffer()
          expect(bytes.byteLength).toBeGreaterThan(0)
        }
        for (const secret of under.secrets) expect(JSON.stringify({ ref, delivery })).not.toContain(secret)
      })
    })

    it('answers about many jobs in the order they were asked for, and of an unknown one that it is lost', async () => {
      const name = anyOperation()
      const [first, second] = [await submit(name), await submit(name)]
      await run.until(name, first, isTerminal)
      await run.until(name, second, isTerminal)
      const unknown = unknownLike(first)
      const [ofSecond, ofUnknown, ofFirst] = await run.status(name, [second, unknown, first])
      const [alone] = await run.status(name, [first])
      expect(ofFirst).toEqual(alone)
      expect(ofSecond).toMatchObject({ status: 'succeeded' })
      expect(ofUnknown).toMatchObject({ name: 'JobError', code: 'lost' })
    })

    it('submits once when the reply is lost, and does not call it a refusal', async () => {
      await eachOperation(async (name, operation) => {
        const makeInput = under.inputs[name]
        const input = await run.parse(name, await makeInput?.(given()))
        const before = under.submits()
        const jobId = 'lost-job'
        const context = await run.submitContext(name, input, jobId)
        const submittedAt = Date.now()
        under.loseNextReply()
        const thrown = await operation.submit(input, context).catch((error: unknown) => error)
        expect(thrown).toBeInstanceOf(Error)
        expect(isRefusal(thrown)).toBe(false)
        expect(under.submits()).toBe(before + 1)
        for (const secret of under.secrets) expect(describeError(thrown)).not.toContain(secret)
        if (!operation.find) return
        const found = await operation.find({ jobId, input, submittedAt, claimed: run.refs() }, run.context)
        expect(found).not.toBe('absent')
        expect(run.refs()).not.toContainEqual(found)
      })
    })

    it('stops a job that it can cancel', async () => {
      await eachOperation(async (name, operation) => {
        if (!operation.cancel) return
        const ref = await submit(name)
        if ((await operation.cancel(ref, run.context)) === 'stopped') return
        const report = await run.until(name, ref, isTerminal)
        expect(['canceled', 'failed']).toContain(report.status)
      })
    })

    it('gives up when it is told to', async () => {
      const name = anyOperation()
      const ref = await submit(name)
      const context = { ...run.context, signal: AbortSignal.abort() }
      await expect(run.operation(name).status([ref], context)).rejects.toThrow()
    })
  })
}

/** The little of an engine that a provider needs to be run by hand. */
function createRun(provider: Provider) {
  const client = provider.connect({ fetch, now: Date.now, random: Math.random })
  const refs = new Map<string, Ref>()
  const uploads = new Map<string, UploadFile>()
  const context: Context<unknown> = {
    client,
    signal: new AbortController().signal,
    async refOf(jobId) {
      const ref = refs.get(jobId)
      if (ref === undefined) throw new JobError('not-found', `There is no job "${jobId}" to continue.`)
      return ref
    },
    async read(uploadId) {
      const file = uploads.get(uploadId)
      if (file === undefined) throw new JobError('not-found', `There is no upload "${uploadId}".`)
      return file
    },
  }

  function operation(name: string): AnyOperation {
    const found = provider.operations[name]
    if (!found) throw new Error(`The provider has no operation "${name}".`)
    return found
  }

  async function parse(name: string, input: unknown) {
    const result = await operation(name).input['~standard'].validate(input)
    if (result.issues) throw new Error(`The test's input is refused: ${JSON.stringify(result.issues)}`)
    const prepared = await operation(name).prepare?.(result.value, context)
    return JSON.parse(JSON.stringify(prepared ?? result.value)) as unknown
  }

  async function submitContext(name: string, input: unknown, jobId: string): Promise<SubmitContext<unknown>> {
    const staged: Json = (await operation(name).stage?.(input, { ...context, jobId })) ?? null
    return { ...context, jobId, staged }
  }

  const status = (name: string, asked: readonly Ref[]): Promise<readonly Answer[]> =>
    operation(name).status(asked, context)

  return {
    context,
    operation,
    parse,
    status,
    submitContext,
    refs: () => [...refs.values()],
    jobIdOf: (ref: Ref) => [...refs].find(([, known]) => known === ref)?.[0] ?? '',

    async submit(name: string, input: unknown): Promise<Ref> {
      const jobId = `job-${refs.size}`
      const parsed = await parse(name, input)
      const ref: Ref = await operation(name).submit(parsed, await submitContext(name, parsed, jobId))
      refs.set(jobId, ref)
      return ref
    },

    upload(file: Parameters<Given['upload']>[0]): string {
      const id = `upload-${uploads.size}`
      uploads.set(id, memoryUpload(id, file))
      return id
    },

    async until(name: string, ref: Ref, done: (report: Exclude<Answer, JobError>) => boolean) {
      for (;;) {
        const [answer] = await status(name, [ref])
        if (answer === undefined || JobError.is(answer)) throw answer ?? new Error('No answer.')
        if (done(answer)) return answer
        await new Promise((next) => setTimeout(next, 10))
      }
    },
  }
}

/** A ref of the same shape that the service has never given out. */
function unknownLike(ref: Ref): Ref {
  if (typeof ref === 'string') return `${ref}0`
  if (typeof ref !== 'object') return -1
  return JSON.parse(JSON.stringify(ref).replace(/"([^"]+)"(?=[,}\]])/g, '"$10"')) as Ref
}

const describeError = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.stack} ${describeError(thrown.cause)}` : String(thrown)
