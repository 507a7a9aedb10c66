import type { CallsOf, CatalogOf } from '@onetake/core'
import { expectTypeOf } from 'vitest'
import type { Character, Credits, SayMotionData, SayMotionFormat } from '../index.ts'
import { saymotion } from '../index.ts'

type Providers = [ReturnType<typeof saymotion>]
type Operations = CatalogOf<Providers>
type Calls = CallsOf<Providers>

expectTypeOf<keyof Operations>().toEqualTypeOf<'saymotion.text2motion' | 'saymotion.render'>()
expectTypeOf<keyof Calls>().toEqualTypeOf<'saymotion.characters.list' | 'saymotion.credits'>()

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

expectTypeOf<Calls['saymotion.characters.list']['output']>().toEqualTypeOf<readonly Character[]>()
expectTypeOf<Calls['saymotion.credits']['output']>().toEqualTypeOf<Credits>()

saymotion({ clientId: 'a', clientSecret: 'b' })
saymotion({ clientId: 'a', clientSecret: 'b', url: process.env['URL'] })
// @ts-expect-error A secret that may be missing is no secret.
saymotion({ clientId: 'a', clientSecret: process.env['SECRET'] })

// Nothing that a browser receives has room for credentials, handles or links.
expectTypeOf<Motion['output']['artifacts'][number]>().not.toHaveProperty('source')
expectTypeOf(saymotion({ clientId: 'a', clientSecret: 'b' })).not.toHaveProperty('credentials')
