import type { CatalogOf, JobOutput } from '@onetake/core'
import { expectTypeOf } from 'vitest'
import type { exporter } from './index.ts'

type Operations = CatalogOf<[ReturnType<typeof exporter>]>
type Bundle = Operations['export.bundle']

expectTypeOf<{ job: string; for: 'unity' }>().toExtend<Bundle['input']>()
expectTypeOf<{ job: string; for: 'maya' }>().not.toExtend<Bundle['input']>()
expectTypeOf<Bundle['output']>().toEqualTypeOf<
  JobOutput<'zip' | 'unitypackage' | 'tgz', { report: string }>
>()
