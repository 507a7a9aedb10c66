import type { CallsOf, CatalogOf } from '@onetake/core'
import { expectTypeOf } from 'vitest'
import type {
  AccountJob,
  Character,
  Credits,
  OptimizedPrompts,
  SayMotionData,
  SayMotionFormat,
  UploadedCharacter,
} from '../index.ts'
import { saymotion } from '../index.ts'

type Providers = [ReturnType<typeof saymotion>]
type Operations = CatalogOf<Providers>
type Calls = CallsOf<Providers>

expectTypeOf<keyof Operations>().toEqualTypeOf<
  | 'saymotion.text2motion'
  | 'saymotion.inpaint'
  | 'saymotion.merge'
  | 'saymotion.loop'
  | 'saymotion.refine'
  | 'saymotion.rerun'
  | 'saymotion.importAnimate3d'
  | 'saymotion.render'
  | 'saymotion.optimizePrompt'
>()
expectTypeOf<keyof Calls>().toEqualTypeOf<
  | 'saymotion.characters.list'
  | 'saymotion.characters.upload'
  | 'saymotion.characters.delete'
  | 'saymotion.jobs.list'
  | 'saymotion.credits'
>()

type Motion = Operations['saymotion.text2motion']
expectTypeOf<{ prompt: string; character: string }>().toExtend<Motion['input']>()
expectTypeOf<Motion['input']['variants']>().toEqualTypeOf<number | undefined>()
expectTypeOf<Motion['input']['footLocking']>().toEqualTypeOf<
  'auto' | 'always' | 'never' | 'grounding' | undefined
>()
expectTypeOf<Motion['output']['artifacts'][number]['format']>().toEqualTypeOf<SayMotionFormat>()
expectTypeOf<Motion['output']['data']>().toEqualTypeOf<SayMotionData>()

type Picture = Operations['saymotion.render']
expectTypeOf<{ job: string }>().toExtend<Picture['input']>()
expectTypeOf<Picture['input']['cameraMode']>().toEqualTypeOf<'cinematic' | 'fixed' | 'face' | undefined>()
expectTypeOf<Picture['input']['backgroundColor']>().toEqualTypeOf<
  [number, number, number, number] | undefined
>()
expectTypeOf<Picture['output']['artifacts'][number]['format']>().toEqualTypeOf<'mp4'>()

// Every edit makes what text2motion makes.
type Edits = 'inpaint' | 'merge' | 'loop' | 'refine' | 'rerun' | 'importAnimate3d'
expectTypeOf<Operations[`saymotion.${Edits}`]['output']>().toEqualTypeOf<Motion['output']>()

type Inpaint = Operations['saymotion.inpaint']['input']
expectTypeOf<{
  job: string
  prompt: string
  intervals: { start: number; end: number }[]
}>().toExtend<Inpaint>()
expectTypeOf<{ job: string; intervals: [] }>().not.toExtend<Inpaint>()

type Merge = Operations['saymotion.merge']['input']
expectTypeOf<{ job: string; prompt: string }>().toExtend<Merge>()
expectTypeOf<Merge['with']>().toEqualTypeOf<
  { job?: string | undefined; variant?: number | undefined } | undefined
>()

type Loop = Operations['saymotion.loop']['input']
expectTypeOf<{ job: string }>().toExtend<Loop>()
expectTypeOf<Loop['fixRootMode']>().toEqualTypeOf<'interpolation' | 'locked' | undefined>()

expectTypeOf<{ job: string }>().toExtend<Operations['saymotion.refine']['input']>()
expectTypeOf<{ job: string }>().not.toExtend<Operations['saymotion.rerun']['input']>()
expectTypeOf<{ job: string; character: string }>().toExtend<Operations['saymotion.rerun']['input']>()
expectTypeOf<Operations['saymotion.rerun']['input']>().not.toHaveProperty('variants')

type Optimize = Operations['saymotion.optimizePrompt']
expectTypeOf<{ prompt: string }>().toExtend<Optimize['input']>()
expectTypeOf<Optimize['output']['artifacts'][number]['format']>().toEqualTypeOf<never>()
expectTypeOf<Optimize['output']['data']>().toEqualTypeOf<OptimizedPrompts>()

expectTypeOf<Calls['saymotion.characters.list']['output']>().toEqualTypeOf<readonly Character[]>()
expectTypeOf<Calls['saymotion.characters.upload']['output']>().toEqualTypeOf<UploadedCharacter>()
expectTypeOf<Calls['saymotion.characters.delete']['output']>().toEqualTypeOf<{ readonly deleted: boolean }>()
expectTypeOf<Calls['saymotion.jobs.list']['output']>().toEqualTypeOf<readonly AccountJob[]>()
expectTypeOf<Calls['saymotion.credits']['output']>().toEqualTypeOf<Credits>()

saymotion({ clientId: 'a', clientSecret: 'b' })
saymotion({ clientId: 'a', clientSecret: 'b', url: process.env['URL'] })
// @ts-expect-error A secret that may be missing is no secret.
saymotion({ clientId: 'a', clientSecret: process.env['SECRET'] })

// Nothing that a browser receives has room for credentials, handles or links.
expectTypeOf<Motion['output']['artifacts'][number]>().not.toHaveProperty('source')
expectTypeOf<AccountJob>().not.toHaveProperty('rid')
expectTypeOf(saymotion({ clientId: 'a', clientSecret: 'b' })).not.toHaveProperty('credentials')
