export { createJobHooks, type JobHooks, type JobsProviderProps } from './job-hooks.ts'
export type { UseCall } from './use-call.ts'
export type { UseJob, UseJobOptions } from './use-job.ts'
export type { UseUpload } from './use-upload.ts'
