import type { CallsOf, CatalogOf } from '@onetake/core'
import { expectTypeOf } from 'vitest'
import type { DiceTalkHealth, Emotion } from './index.ts'
import { diceTalk } from './index.ts'

type Providers = [ReturnType<typeof diceTalk>]
type Operations = CatalogOf<Providers>

expectTypeOf<keyof Operations>().toEqualTypeOf<'dice-talk.synthesize'>()
expectTypeOf<CallsOf<Providers>['dice-talk.health']['output']>().toEqualTypeOf<DiceTalkHealth>()

type Head = Operations['dice-talk.synthesize']
expectTypeOf<{ image: string; audio: string; emotion: 'happy' }>().toExtend<Head['input']>()
expectTypeOf<Head['input']['emotion']>().toEqualTypeOf<Emotion>()
expectTypeOf<Head['input']['durationSeconds']>().toEqualTypeOf<number | undefined>()
expectTypeOf<Head['input']['crop']>().toEqualTypeOf<boolean | undefined>()
expectTypeOf<Head['output']['artifacts'][number]['format']>().toEqualTypeOf<'mp4'>()
expectTypeOf<Head['output']['data']>().toEqualTypeOf<null>()

diceTalk({ url: 'http://gpu-1:8000' })
// @ts-expect-error Nobody but you knows where it is.
diceTalk({})

expectTypeOf<Head['output']['artifacts'][number]>().not.toHaveProperty('source')
