export {
  callFor,
  defineProvider,
  operationFor,
  type Answer,
  type AnyCall,
  type AnyOperation,
  type ArtifactSource,
  type Attempt,
  type Call,
  type CallsOf,
  type Catalog,
  type CatalogOf,
  type Context,
  type Delivery,
  type FinishedJob,
  type InputSchema,
  type Operation,
  type Provider,
  type ProviderIo,
  type Ref,
  type Report,
  type SubmitContext,
  type WebhookDelivery,
} from './contract.ts'
export { each } from './each.ts'
export {
  ERROR_CODES,
  invalidInput,
  JobError,
  type InputIssue,
  type JobErrorCode,
  type JobErrorOptions,
  type JobFailure,
} from './errors.ts'
export { latest, reduceJob, type JobEvent, type JobIdentity, type JobSnapshot } from './job.ts'
export type { JobQuery, JobRecord, JobStore } from './job-store.ts'
export type { Json } from './json.ts'
export type { Artifact, JobFile, JobOutput } from './output.ts'
export { canBecome, canCancel, isTerminal, NEXT_STATUSES, type JobPhase, type JobStatus } from './phase.ts'
export { fromProblem, toProblem } from './problem.ts'
export { isRefusal, REFUSALS } from './refusals.ts'
export type { Upload, UploadFile } from './upload.ts'
export type { UploadState, UploadStore } from './upload-store.ts'
export type { OperationInfo, ProblemDetails, StartRequest, UploadCreated } from './wire.ts'
