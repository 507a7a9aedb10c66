import type { Answer, AnyOperation, Context, Provider, Ref, SubmitContext } from '../contract.ts'
import { JobError } from '../errors.ts'
import type { Json } from '../json.ts'
import type { UploadFile } from '../upload.ts'
import { memoryUpload } from './memory-upload.ts'

/** The little of an engine that a provider needs to be run by hand. */
export function createProviderRun(provider: Provider) {
  let requests = 0
  const counted: typeof fetch = (address, init) => {
    requests += 1
    return fetch(address, init)
  }
  const client = provider.connect({ fetch: counted, now: Date.now, random: Math.random })
  const refs = new Map<string, Ref>()
  const inputs = new Map<Ref, unknown>()
  const uploads = new Map<string, UploadFile>()
  const read = new Set<string>()
  const context: Context<unknown> = {
    client,
    signal: new AbortController().signal,
    async refOf(jobId) {
      const ref = refs.get(jobId)
      if (ref === undefined) throw new JobError('not-found', `There is no job "${jobId}" to continue.`)
      return ref
    },
    async finished(jobId) {
      throw new JobError('not-found', `There is no job "${jobId}".`)
    },
    async read(uploadId) {
      const file = uploads.get(uploadId)
      if (file === undefined) throw new JobError('not-found', `There is no upload "${uploadId}".`)
      read.add(uploadId)
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
      inputs.set(ref, parsed)
      return ref
    },

    /** How many requests this takes, without those that it takes only once, such as a new session. */
    async requestsOf(act: () => Promise<unknown>): Promise<number> {
      const counts: number[] = []
      for (let time = 0; time < 2; time += 1) {
        const before = requests
        await act()
        counts.push(requests - before)
      }
      return Math.min(...counts)
    },

    /** The fields of a job's input that name an upload, and whose file was read. */
    fieldsRead: (ref: Ref): readonly string[] =>
      Object.entries(inputs.get(ref) ?? {})
        .filter(([, value]) => typeof value === 'string' && read.has(value))
        .map(([field]) => field),

    upload(file: Parameters<typeof memoryUpload>[1]): string {
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
