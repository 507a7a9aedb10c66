import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AnyOperation, Delivery, Provider, Ref } from '../contract.ts'
import { isTerminal } from '../phase.ts'
import { isRefusal } from '../refusals.ts'
import { type Capabilities, capabilitiesOf, type SeenCapabilities } from './capabilities.ts'
import { createProviderRun } from './provider-run.ts'

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

export interface TestProviderOptions {
  /**
   * A file, relative to that of the test, in which one line for each operation says what it can do, as it was seen
   * here. Written by `vitest run --update`; what is seen to be otherwise fails.
   */
  readonly capabilities?: string
}

/** What every provider keeps to. The service is the test's own: an emulator, or recorded answers. */
export function testProvider(
  title: string,
  create: () => Promise<ProviderUnderTest>,
  { capabilities }: TestProviderOptions = {},
): void {
  describe(`${title} as a provider`, () => {
    const seen = new Map<string, Partial<SeenCapabilities>>()
    const see = (name: string, what: Partial<SeenCapabilities>) =>
      seen.set(name, { ...seen.get(name), ...what })
    let under: ProviderUnderTest
    let run: ReturnType<typeof createProviderRun>
    beforeEach(async () => {
      under = await create()
      run = createProviderRun(under.provider)
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
        const alone = await run.requestsOf(() => run.status(name, [ref]))
        const together = await run.requestsOf(() => run.status(name, [ref, unknownLike(ref)]))
        see(name, {
          batched: together === alone,
          uploads: run.fieldsRead(ref),
          data: Object.keys(delivery.data ?? {}),
        })
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
        const jobId = `lost-${name}`
        const context = await run.submitContext(name, input, jobId)
        const submittedAt = Date.now()
        under.loseNextReply()
        const thrown = await operation.submit(input, context).catch((error: unknown) => error)
        expect(thrown).toBeInstanceOf(Error)
        expect(isRefusal(thrown)).toBe(false)
        expect(under.submits()).toBe(before + 1)
        for (const secret of under.secrets) expect(describeError(thrown)).not.toContain(secret)
        see(name, { find: 'cannot-tell' })
        if (!operation.find) return
        const found = await operation.find({ jobId, input, submittedAt, claimed: run.refs() }, run.context)
        expect(found).not.toBe('absent')
        expect(run.refs()).not.toContainEqual(found)
        if (found !== 'unknowable') see(name, { find: 'tells' })
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

    it('gives jobs that must not run at the same time one key', async () => {
      await eachOperation(async (name, operation) => {
        if (!operation.exclusive) return
        const makeInput = under.inputs[name]
        const input = await run.parse(name, await makeInput?.(given()))
        const key: unknown = operation.exclusive(input)
        expect(key).toMatch(/./)
        expect(operation.exclusive(input)).toBe(key)
      })
    })

    it('takes no delivery that says nothing of who sent it', () => {
      const { webhook } = under.provider
      if (!webhook) return
      const thrown = thrownBy(() => webhook({ headers: new Headers(), body: null }))
      expect(thrown).toMatchObject({ code: expect.stringMatching(/^(unauthorized|invalid-input)$/) })
    })

    it('gives up when it is told to', async () => {
      const name = anyOperation()
      const ref = await submit(name)
      const context = { ...run.context, signal: AbortSignal.abort() }
      await expect(run.operation(name).status([ref], context)).rejects.toThrow()
    })

    if (capabilities === undefined) return
    it('can do what is written down', async ({ skip }) => {
      const all = capabilitiesOf(under.provider).map((claimed): Partial<Capabilities> => ({
        ...claimed,
        ...seen.get(claimed.operation.slice(under.provider.id.length + 1)),
      }))
      // Only some of the tests above were run.
      if (all.some(({ batched, find }) => batched === undefined || find === undefined)) skip()
      const lines = all.map((one) => `${JSON.stringify(one)}\n`).join('')
      await expect(lines, 'to write it down: vitest run --update').toMatchFileSnapshot(capabilities)
    })
  })
}

/** A ref of the same shape that the service has never given out. */
function unknownLike(ref: Ref): Ref {
  if (typeof ref === 'string') return `${ref}0`
  if (typeof ref !== 'object') return -1
  // Ids have digits; words such as the kind of a job have none.
  return JSON.parse(JSON.stringify(ref).replace(/"([^"]*\d[^"]*)"(?=[,}\]])/g, '"$10"')) as Ref
}

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

const describeError = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.stack} ${describeError(thrown.cause)}` : String(thrown)
