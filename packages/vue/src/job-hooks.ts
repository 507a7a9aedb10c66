import type { Catalog } from '@onetake/core'
import type { JobOf, JobsClient } from '@onetake/core/client'
import {
  defineComponent,
  inject,
  provide,
  type App,
  type DefineSetupFnComponent,
  type InjectionKey,
  type MaybeRefOrGetter,
} from 'vue'
import { useCallOf, type UseCall } from './use-call.ts'
import { useJobOf, type UseJob, type UseJobOptions } from './use-job.ts'
import { useUploadOf, type UseUpload } from './use-upload.ts'

export interface JobsProviderProps<Jobs extends Catalog, Calls extends Catalog> {
  readonly client: JobsClient<Jobs, Calls>
}

export interface JobHooks<Jobs extends Catalog, Calls extends Catalog> {
  /** Hands the client to every hook below it. */
  readonly JobsProvider: DefineSetupFnComponent<JobsProviderProps<Jobs, Calls>>
  /** The same without an element: in the `setup` of a component above, or with the application itself. */
  provideJobs(client: JobsClient<Jobs, Calls>, app?: App): void
  /** One job: started here, or followed by its id. A component that goes away stops no work. */
  useJob<Id extends keyof Jobs & string>(
    operation: MaybeRefOrGetter<Id>,
    options?: UseJobOptions,
  ): UseJob<JobOf<Jobs, Id>, Jobs[Id]['input']>
  /** The answer to a call, asked again whenever the input has another value. Null or undefined: not yet. */
  useCall<Id extends keyof Calls & string>(
    name: MaybeRefOrGetter<Id>,
    input: MaybeRefOrGetter<Calls[Id]['input'] | null | undefined>,
  ): UseCall<Calls[Id]['output']>
  /** One input file: chosen here, brought to the server, named in an input. A component that goes away stops nothing. */
  useUpload(): UseUpload
  /** The client itself. */
  useJobsClient(): JobsClient<Jobs, Calls>
}

/**
 * The composables of one application, typed by its catalog. Call once, in a file of its own.
 *
 * @example
 * import type { AppCatalog } from '../server/providers.ts'
 * export const { JobsProvider, useJob } = createJobHooks<AppCatalog>()
 */
export function createJobHooks<Jobs extends Catalog, Calls extends Catalog = {}>(): JobHooks<Jobs, Calls> {
  type Client = JobsClient<Jobs, Calls>
  const key: InjectionKey<() => Client> = Symbol('onetake.jobs')

  function injected(): () => Client {
    const client = inject(key, null)
    if (!client)
      throw new Error('There is no <JobsProvider :client="…"> or provideJobs() above this component.')
    return client
  }

  return {
    JobsProvider: defineComponent(
      (props: JobsProviderProps<Jobs, Calls>, { slots }) => {
        provide(key, () => props.client)
        return () => slots['default']?.()
      },
      { name: 'JobsProvider', props: ['client'] },
    ),
    provideJobs: (client, app) => (app ? app.provide(key, () => client) : provide(key, () => client)),
    useJob: (operation, options) => useJobOf(injected(), operation, options),
    useCall: (name, input) => useCallOf(injected(), name, input),
    useUpload: () => useUploadOf(injected()),
    useJobsClient: () => injected()(),
  }
}
