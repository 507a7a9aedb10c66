import { createJobHooks } from '@onetake/react'
import type { AppCalls, AppCatalog } from '@onetake/api'

/** The hooks of this application: they know its operations and its calls. */
export const { JobsProvider, useJob, useCall, useUpload, useJobsClient } = createJobHooks<
  AppCatalog,
  AppCalls
>()

export type MotionJob = ReturnType<typeof useJob<'saymotion.text2motion'>>
export type RenderJob = ReturnType<typeof useJob<'saymotion.render'>>
export type ExportJob = ReturnType<typeof useJob<'export.bundle'>>
