import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import type { JobError } from './errors.ts'
import type { Json } from './json.ts'
import type { JobSnapshot } from './job.ts'
import type { JobFile, JobOutput } from './output.ts'
import type { JobPhase } from './phase.ts'
import type { UploadFile } from './upload.ts'

/** The provider's own handle for a job: any JSON but null. Kept by the server, never sent out. */
export type Ref = NonNullable<Json>

/**
 * A schema of any library that speaks Standard Schema. Where it can also say itself as JSON Schema,
 * `GET /operations` publishes that, enough to build a form with no provider code in the browser.
 */
export type InputSchema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output> & {
  readonly '~standard': Partial<Pick<StandardJSONSchemaV1.Props<Input, Output>, 'jsonSchema'>>
}

/** A file the provider made, before anyone asked for its bytes. */
export interface ArtifactSource<Format extends string = string, Source extends Json = Json> {
  readonly format: Format
  /** What `download` needs to get the bytes. The provider's own; never sent out. */
  readonly source: Source
  /** Which of several alternatives this file belongs to, from 1. */
  readonly variant?: number
  /** What tells this file from others of its format, such as `person-001`: becomes a part of its name. */
  readonly label?: string
}

/** What a finished job delivers: files to fetch, and data that is there already. */
export interface Delivery<Format extends string = string, Data = unknown, Source extends Json = Json> {
  readonly artifacts: readonly ArtifactSource<Format, Source>[]
  readonly data: Data
}

/** What a provider may say of a job. The other phases are ours to enter. */
export type Report<Format extends string = string, Data = unknown, Source extends Json = Json> = Extract<
  JobPhase<Delivery<Format, Data, Source>>,
  { readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled' }
>

/**
 * What was learned of one job: a report, or why nothing could be learned of this one. A `JobError`
 * `lost` here means that the provider does not know the ref.
 */
export type Answer<Format extends string = string, Data = unknown, Source extends Json = Json> =
  | Report<Format, Data, Source>
  | JobError

/** A job that has succeeded, for operations that go on from what it made. */
export interface FinishedJob {
  readonly job: Extract<JobSnapshot<string, JobOutput>, { readonly status: 'succeeded' }>
  /** What it was asked, as it was submitted. */
  readonly input: Json
  /** In the order of the artifacts of its output. */
  readonly files: readonly JobFile[]
}

/** What the server lends a provider for one request. */
export interface Context<Client> {
  readonly client: Client
  readonly signal: AbortSignal
  /**
   * The handle of an earlier job of the same owner, for operations that continue one. Takes our job
   * id: a provider's handle never travels to a browser and back.
   *
   * @param provider - Whose job it is; a job of this provider unless told.
   * @throws JobError `not-found` where the owner has no such job, or it was never confirmed.
   */
  refOf(jobId: string, provider?: string): Promise<Ref>
  /**
   * An earlier job of the same owner, whatever provider made it, with its files.
   *
   * @throws JobError `not-found` where the owner has no such job, `conflict` where it has not succeeded.
   */
  finished(jobId: string): Promise<FinishedJob>
  /**
   * An upload of the same owner.
   *
   * @throws JobError `not-found` where the owner has no such upload, or it is not complete.
   */
  read(uploadId: string): Promise<UploadFile>
}

/** The context of a submit. */
export interface SubmitContext<Client, Staged extends Json = Json> extends Context<Client> {
  /**
   * Our id of the job: 1 to 64 letters, digits, `-` or `_`. Where a service keeps a text of ours, this
   * is the mark by which {@link Operation.find} tells the job again.
   */
  readonly jobId: string
  /** What `stage` returned. */
  readonly staged: Staged
}

/** A submit whose reply was lost. */
export interface Attempt<Input> {
  readonly jobId: string
  readonly input: Input
  /** When the request left, ms since the Unix epoch, the server's clock. */
  readonly submittedAt: number
  /** Handles at this provider that are known to be other jobs, so not this one. */
  readonly claimed: readonly Ref[]
  /**
   * When submits of other jobs left, at this provider, whose handles nobody knows: what is nobody's may be theirs.
   * ms since the Unix epoch, the server's clock; none unless told.
   */
  readonly others?: readonly number[]
}

/**
 * One thing a provider can make. Stateless verbs: no timers, no loops, no memory between calls, so
 * any process can go on where another stopped.
 */
export interface Operation<
  Client,
  Schema extends InputSchema,
  Format extends string,
  Data,
  R extends Ref,
  Source extends Json,
  Staged extends Json = Json,
> {
  readonly title: string
  readonly input: Schema
  readonly produces: readonly Format[]
  /** Least time between two questions about a job, in ms. The server may wait longer, never shorter. */
  readonly pollEveryMs: number
  /**
   * What the schema cannot know: is that character there, can that job be continued, who is meant
   * when nobody is named? Asked before anything is stored. May read from the provider, never starts
   * work there.
   *
   * @returns The input, complete: what is stored and submitted.
   * @throws JobError `invalid-input` that names the field and what is allowed.
   */
  prepare?(
    input: StandardSchemaV1.InferOutput<Schema>,
    context: Context<Client>,
  ): Promise<StandardSchemaV1.InferOutput<Schema>>
  /**
   * Take the input files to where the service reads them, before the job is submitted. Costs nothing
   * and starts nothing, so it is simply done again after a broken line or a restart.
   *
   * @returns What `submit` needs of it, such as an address.
   * @throws JobError One that is not retryable ends the job as failed.
   */
  stage?(
    input: StandardSchemaV1.InferOutput<Schema>,
    context: Omit<SubmitContext<Client>, 'staged'>,
  ): Promise<Staged>
  /**
   * Start the work. Called at most once for a job, because it may cost credits: no retries inside.
   *
   * @throws JobError A code from {@link REFUSALS} when the provider is known not to have taken the
   * job. Anything else that is thrown counts as a lost reply.
   */
  submit(input: StandardSchemaV1.InferOutput<Schema>, context: SubmitContext<Client, Staged>): Promise<R>
  /**
   * Look for the job of a lost reply. `absent`: it certainly did not arrive. `unknowable`: the
   * service cannot tell, so a person decides. Left out where it can never tell.
   */
  find?(
    attempt: Attempt<StandardSchemaV1.InferOutput<Schema>>,
    context: Context<Client>,
  ): Promise<R | 'absent' | 'unknowable'>
  /**
   * How many jobs stand, in one question where the service allows that; {@link each} where it does
   * not. Operations that share one `status` function are asked about together.
   *
   * @param refs - At least one.
   * @returns One answer for each ref, in the order of the refs.
   * @throws JobError When nothing could be learned of any.
   */
  status(refs: readonly R[], context: Context<Client>): Promise<readonly Answer<Format, Data, Source>[]>
  /** The bytes of one file. Links that expire are asked for here, each time. */
  download(source: Source, context: Context<Client>): Promise<Response>
  /**
   * Ask the provider to stop. Whether it did, only `status` says, unless the answer to this very request
   * proves it. May be repeated.
   *
   * @returns `stopped` where the job is known to have been stopped.
   * @throws JobError `conflict` where it is too late.
   */
  cancel?(ref: R, context: Context<Client>): Promise<'stopped' | void>
  /** Jobs with the same key run one after another; null runs freely. */
  exclusive?(input: StandardSchemaV1.InferOutput<Schema>): string | null
}

/** A quick typed request that is no job: list characters, store one, tell the credit balance. Costs nothing. */
export interface Call<Client, Schema extends InputSchema, Result extends Json> {
  readonly title: string
  /**
   * `account`: it changes what everybody shares who uses the account, or shows what belongs to others. Operators make
   * it, and nobody else. `viewer` (unless told): anybody who may start jobs.
   */
  readonly scope?: 'viewer' | 'account'
  readonly input: Schema
  run(input: StandardSchemaV1.InferOutput<Schema>, context: Context<Client>): Promise<Result>
}

// Erased where operations of many kinds live side by side; typed again by `CatalogOf` and `CallsOf`.
export type AnyOperation<Client = any> = Operation<Client, any, any, any, any, any, any>
export type AnyCall<Client = any> = Call<Client, any, any>

/** `const operation = operationFor<MyClient>()`, then `operation({ ... })`: the rest is inferred. */
export const operationFor =
  <Client>() =>
  <
    Schema extends InputSchema,
    const Format extends string,
    Data,
    R extends Ref,
    Source extends Json,
    Staged extends Json,
  >(
    operation: Operation<Client, Schema, Format, Data, R, Source, Staged>,
  ): Operation<Client, Schema, Format, Data, R, Source, Staged> =>
    operation

/** `const call = callFor<MyClient>()`, then `call({ ... })`: the rest is inferred. */
export const callFor =
  <Client>() =>
  <Schema extends InputSchema, Result extends Json>(
    call: Call<Client, Schema, Result>,
  ): Call<Client, Schema, Result> =>
    call

/** The outside world, handed to a provider. */
export interface ProviderIo {
  readonly fetch: typeof fetch
  /** ms since the Unix epoch. */
  now(): number
  /** From 0 up to 1. */
  random(): number
}

/** What a service's webhook delivered. Anybody may have sent it. */
export interface WebhookDelivery {
  readonly headers: Headers
  readonly body: Json
}

/** A service with its credentials inside, and no way to read them. */
export interface Provider<
  Id extends string = string,
  Operations extends Record<string, AnyOperation> = Record<string, AnyOperation>,
  Calls extends Record<string, AnyCall> = Record<string, AnyCall>,
> {
  readonly id: Id
  readonly operations: Operations
  readonly calls: Calls
  /** One client for one account. It may hold a session; it holds no job. */
  connect(io: ProviderIo): unknown
  /**
   * Which jobs a delivery is about: they are asked about at once. A delivery is a hint and never
   * believed beyond that, because services sign it weakly or not at all.
   *
   * @returns Whether a ref is meant.
   * @throws JobError `unauthorized` for a delivery that is not the service's, `invalid-input` for an unreadable one.
   */
  webhook?(delivery: WebhookDelivery): (ref: Ref) => boolean
}

/** Describe a provider once; call the result with credentials, on the server. */
export function defineProvider<
  const Id extends string,
  Credentials,
  Client,
  Operations extends Record<string, AnyOperation<Client>>,
  Calls extends Record<string, AnyCall<Client>> = {},
>(definition: {
  readonly id: Id
  connect(credentials: Credentials, io: ProviderIo): Client
  readonly operations: Operations
  readonly calls?: Calls
  webhook?(credentials: Credentials, delivery: WebhookDelivery): (ref: Ref) => boolean
}): (credentials: Credentials) => Provider<Id, Operations, Calls> {
  const { id, connect, operations, calls = {} as Calls, webhook } = definition
  return (credentials) => ({
    id,
    operations,
    calls,
    connect: (io) => connect(credentials, io),
    ...(webhook && { webhook: (delivery) => webhook(credentials, delivery) }),
  })
}

/** Types only: the id of an operation or a call, what goes in, what comes out. All a browser imports. */
export type Catalog = Record<string, { readonly input: unknown; readonly output: unknown }>

type OperationEntry<Op> =
  Op extends Operation<any, infer Schema, infer Format, infer Data, any, any, any>
    ? { input: StandardSchemaV1.InferInput<Schema>; output: JobOutput<Format, Data> }
    : never

type CallEntry<C> =
  C extends Call<any, infer Schema, infer Result>
    ? { input: StandardSchemaV1.InferInput<Schema>; output: Result }
    : never

type OperationsOf<P> =
  P extends Provider<infer Id, infer Operations, any>
    ? { [Name in keyof Operations & string as `${Id}.${Name}`]: OperationEntry<Operations[Name]> }
    : never

type ProviderCallsOf<P> =
  P extends Provider<infer Id, any, infer Calls>
    ? { [Name in keyof Calls & string as `${Id}.${Name}`]: CallEntry<Calls[Name]> }
    : never

type Merge<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  whole: infer Whole,
) => void
  ? { [Key in keyof Whole]: Whole[Key] }
  : never

/** Every operation of a list of providers: `'saymotion.text2motion'` to its input and output. */
export type CatalogOf<Providers extends readonly Provider<any, any, any>[]> = Merge<
  OperationsOf<Providers[number]>
>

/** Every call of a list of providers: `'saymotion.characters.list'` to its input and output. */
export type CallsOf<Providers extends readonly Provider<any, any, any>[]> = Merge<
  ProviderCallsOf<Providers[number]>
>
