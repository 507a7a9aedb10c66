import type { CallsOf, CatalogOf } from '@onetake/core'
import { expectTypeOf } from 'vitest'
import type { Animate3DFormat, Animate3DJob, DetectionData, MotionData, VideoInfo } from '../index.ts'
import { animate3d } from '../index.ts'

type Providers = [ReturnType<typeof animate3d>]
type Operations = CatalogOf<Providers>
type Calls = CallsOf<Providers>

expectTypeOf<keyof Operations>().toEqualTypeOf<
  'animate3d.video2anim' | 'animate3d.detectPersons' | 'animate3d.multiPerson' | 'animate3d.rerun'
>()
expectTypeOf<keyof Calls>().toEqualTypeOf<
  | 'animate3d.characters.list'
  | 'animate3d.characters.upload'
  | 'animate3d.characters.delete'
  | 'animate3d.credits'
  | 'animate3d.jobs.list'
  | 'animate3d.videoInfo'
  | 'animate3d.webhooks.register'
  | 'animate3d.webhooks.list'
  | 'animate3d.webhooks.get'
  | 'animate3d.webhooks.update'
  | 'animate3d.webhooks.delete'
>()

type Motion = Operations['animate3d.video2anim']
expectTypeOf<{ video: string; trim: { from: number; to: number } }>().toExtend<Motion['input']>()
expectTypeOf<{ video: string; trim: [number, number] }>().not.toExtend<Motion['input']>()
expectTypeOf<Motion['output']['data']>().toEqualTypeOf<MotionData>()
expectTypeOf<Motion['output']['artifacts'][number]['format']>().toEqualTypeOf<Animate3DFormat>()

type Detection = Operations['animate3d.detectPersons']
expectTypeOf<Detection['output']['data']>().toEqualTypeOf<DetectionData>()

type Group = Operations['animate3d.multiPerson']
expectTypeOf<{ job: string; persons: { trackingId: string }[] }>().toExtend<Group['input']>()
expectTypeOf<{ job: string }>().not.toExtend<Group['input']>()

expectTypeOf<Calls['animate3d.jobs.list']['output']>().toEqualTypeOf<readonly Animate3DJob[]>()
expectTypeOf<Calls['animate3d.videoInfo']['output']>().toEqualTypeOf<VideoInfo>()

animate3d({ clientId: 'a', clientSecret: 'b', url: process.env['URL'] })
// @ts-expect-error A secret that may be missing is no secret.
animate3d({ clientId: 'a', clientSecret: process.env['SECRET'] })

// Nothing that a browser receives has room for credentials, handles or links.
expectTypeOf<Motion['output']['artifacts'][number]>().not.toHaveProperty('source')
expectTypeOf<Animate3DJob>().not.toHaveProperty('rid')
