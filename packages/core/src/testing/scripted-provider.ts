import {
  callFor,
  defineProvider,
  operationFor,
  type Attempt,
  type Context,
  type InputSchema,
  type Report,
} from '../contract.ts'
import { invalidInput, JobError } from '../errors.ts'
import type { Json } from '../json.ts'

/** What the scripted provider says when it is asked about a job; an error is thrown. */
export type ScriptedAnswer = Report<'glb', { readonly credits: number }, string> | JobError

/** A provider that does as it is told, and remembers what it was asked. */
export interface Script {
  /** One answer a question, for each job by itself; the last one stays. */
  answers: readonly ScriptedAnswer[]
  /** What `submit` does beside counting; unless told, it takes the job. */
  submit: (input: { prompt: string }) => Promise<void> | void
  /** What `find` says of a lost job: its ref, `absent` or `unknowable`. */
  find: (attempt: Attempt<{ prompt: string }>) => Promise<string> | string
  /** Status questions wait for this. */
  pause: Promise<void>
  /** What `cancel` does beside being counted; unless told, jobs are canceled from then on. */
  cancel: () => 'stopped' | void
  /** A job that a question is not answered for. */
  omit: string
  /** The bytes of a file. */
  download: (source: string) => Response
  /** Every request in order, such as `submit`, `status job-1 job-2`, `cancel job-1`, `webhook job-1`. */
  readonly requests: string[]
}

/** Bytes that pass for a GLB where only the first look counts. */
export const SCRIPTED_GLB: Uint8Array<ArrayBuffer> = new TextEncoder().encode('glTF scripted')

/** A job that succeeds with one file: what a scripted provider answers unless told otherwise. */
export const SCRIPTED_SUCCESS: ScriptedAnswer = {
  status: 'succeeded',
  output: { artifacts: [{ format: 'glb', source: 'https://vendor.example/signed' }], data: { credits: 2 } },
}

export function createScript(changes: Partial<Script> = {}): Script {
  const script: Script = {
    answers: [{ status: 'queued', position: 1 }, { status: 'running', progress: 0.5 }, SCRIPTED_SUCCESS],
    submit: () => {},
    find: () => 'unknowable',
    pause: Promise.resolve(),
    download: () => new Response(SCRIPTED_GLB),
    cancel: () => {
      script.answers = [{ status: 'canceled' }]
    },
    omit: '',
    requests: [],
    ...changes,
  }
  return script
}

/**
 * A provider for tests, stories and examples: no network, no waiting. Its "credentials" are the
 * script.
 *
 * @example
 * const script = createScript({ answers: [{ status: 'running', progress: 0.5 }, SCRIPTED_SUCCESS] })
 * const engine = createEngine({ providers: [scripted(script)], artifacts })
 */
export const scripted = defineProvider({
  id: 'scripted',
  connect: (script: Script): ScriptedClient => ({ script, asked: new Map() }),
  operations: {
    /**
     * Can be canceled, and found after a lost reply. Jobs whose prompt begins with `#` take turns;
     * `nobody` is refused, and `anybody` becomes `somebody`.
     */
    make: operationFor<ScriptedClient>()({
      title: 'Make something',
      input: promptSchema(),
      produces: ['glb'],
      pollEveryMs: 20,
      async prepare({ prompt }) {
        if (prompt !== 'nobody') return { prompt: prompt === 'anybody' ? 'somebody' : prompt }
        throw invalidInput('prompt', 'Must be somebody we know.')
      },
      submit: submitted,
      find: async (attempt, { client: { script } }) => script.find(attempt),
      status: answered,
      download: async (source, { client: { script } }) => script.download(source),
      async cancel(ref, { client: { script } }) {
        script.requests.push(`cancel ${ref}`)
        return script.cancel()
      },
      exclusive: ({ prompt }) => (prompt.startsWith('#') ? prompt : null),
    }),
    /** Cannot be canceled, and cannot be found. Continues an earlier job that its prompt names. */
    polish: operationFor<ScriptedClient>()({
      title: 'Polish something',
      input: promptSchema(),
      produces: ['glb'],
      pollEveryMs: 20,
      async prepare({ prompt }, { refOf }) {
        await refOf(prompt)
        return { prompt }
      },
      submit: submitted,
      status: answered,
      download: async (source, { client: { script } }) => script.download(source),
    }),
  },
  webhook({ requests }, { headers, body }) {
    if (headers.get('x-signature') !== 'scripted') {
      throw new JobError('unauthorized', 'The delivery is not signed by the service.')
    }
    const ref = (body as { readonly ref?: Json } | null)?.ref
    requests.push(`webhook ${String(ref)}`)
    return (known) => known === ref
  },
  calls: {
    /** What the server knows of an upload: its name, its size, its kind, and its text. */
    read: callFor<ScriptedClient>()({
      title: 'Read an upload',
      input: promptSchema(),
      async run(
        { prompt },
        { read },
      ): Promise<{ name: string; bytes: number; mediaType: string; text: string }> {
        const { name, bytes, mediaType, stream } = await read(prompt)
        return { name, bytes, mediaType, text: await new Response(stream()).text() }
      },
    }),
    echo: callFor<ScriptedClient>()({
      title: 'Say it back',
      input: promptSchema(),
      run: async ({ prompt }): Promise<{ said: string }> => ({ said: prompt }),
    }),
  },
})

interface ScriptedClient {
  readonly script: Script
  /** How many times each job was asked about. */
  readonly asked: Map<string, number>
}

async function submitted(input: { prompt: string }, { client: { script } }: Context<ScriptedClient>) {
  script.requests.push('submit')
  await script.submit(input)
  return `job-${script.requests.filter((request) => request === 'submit').length}`
}

async function answered(refs: readonly string[], { client: { script, asked } }: Context<ScriptedClient>) {
  script.requests.push(['status', ...refs].join(' '))
  await script.pause
  return refs.map((ref) => {
    // What a careless provider does; the types forbid it.
    if (ref === script.omit) return undefined as unknown as Exclude<ScriptedAnswer, JobError>
    const count = asked.get(ref) ?? 0
    asked.set(ref, count + 1)
    const answer = script.answers[Math.min(count, script.answers.length - 1)]
    if (answer === undefined) throw new JobError('internal', 'The script is empty.')
    // Of one job alone it can be said that it is lost; any other error is of the whole question.
    if (JobError.is(answer) && answer.code !== 'lost') throw answer
    return answer
  })
}

/** `{ prompt }`, a text that is not empty, without a schema library. */
function promptSchema(): InputSchema<{ prompt: string }> {
  return {
    '~standard': {
      version: 1,
      vendor: 'onetake',
      validate(value) {
        const prompt = (value as { prompt?: Json } | null | undefined)?.prompt
        if (typeof prompt === 'string' && prompt !== '') return { value: { prompt } }
        return { issues: [{ path: ['prompt'], message: 'must be a text that is not empty' }] }
      },
      jsonSchema: {
        input: () => ({
          type: 'object',
          properties: { prompt: { type: 'string', minLength: 1 } },
          required: ['prompt'],
        }),
        output: () => ({}),
      },
    },
  }
}
