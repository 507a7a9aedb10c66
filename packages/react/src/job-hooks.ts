import type { Catalog } from '@onetake/core'
import type { JobOf, JobsClient } from '@onetake/core/client'
import { createContext, createElement, useContext, type ReactElement, type ReactNode } from 'react'
import { useCallOf, type UseCall } from './use-call.ts'
import { useJobOf, type UseJob, type UseJobOptions } from './use-job.ts'
import { useUploadOf, type UseUpload } from './use-upload.ts'

export interface JobsProviderProps<Jobs extends Catalog, Calls extends Catalog> {
  readonly client: JobsClient<Jobs, Calls>
  readonly children?: ReactNode
}

export interface JobHooks<Jobs extends Catalog, Calls extends Catalog> {
  /** Hands the client to every hook below it. */
  JobsProvider(props: JobsProviderProps<Jobs, Calls>): ReactElement
  /** One job: started here, or followed by its id. A component that goes away stops no work. */
  useJob<Id extends keyof Jobs & string>(
    operation: Id,
    options?: UseJobOptions,
  ): UseJob<JobOf<Jobs, Id>, Jobs[Id]['input']>
  /** The answer to a call, asked again whenever the input has another value. Null or undefined: not yet. */
  useCall<Id extends keyof Calls & string>(
    name: Id,
    input: Calls[Id]['input'] | null | undefined,
  ): UseCall<Calls[Id]['output']>
  /** One input file: chosen here, brought to the server, named in an input. A component that goes away stops nothing. */
  useUpload(): UseUpload
  /** The client itself. */
  useJobsClient(): JobsClient<Jobs, Calls>
}

/**
 * The hooks of one application, typed by its catalog. Call once, in a file of its own.
 *
 * @example
 * import type { AppCatalog } from '../server/providers.ts'
 * export const { JobsProvider, useJob } = createJobHooks<AppCatalog>()
 */
export function createJobHooks<Jobs extends Catalog, Calls extends Catalog = {}>(): JobHooks<Jobs, Calls> {
  const Context = createContext<JobsClient<Jobs, Calls> | null>(null)

  function useJobsClient(): JobsClient<Jobs, Calls> {
    const client = useContext(Context)
    if (!client) throw new Error('There is no <JobsProvider client={…}> above this component.')
    return client
  }

  return {
    JobsProvider: ({ client, children }) => createElement(Context.Provider, { value: client }, children),
    useJob: (operation, options) => useJobOf(useJobsClient(), operation, options),
    useCall: (name, input) => useCallOf(useJobsClient(), name, input),
    useUpload: () => useUploadOf(useJobsClient()),
    useJobsClient,
  }
}
