import type { CallsOf, CatalogOf } from '@onetake/core'
import { expectTypeOf } from 'vitest'
import type { HalloDetailedHealth, HalloHealth, HalloLogs, HalloTask } from './index.ts'
import { hallo } from './index.ts'

type Providers = [ReturnType<typeof hallo>]
type Operations = CatalogOf<Providers>
type Calls = CallsOf<Providers>

expectTypeOf<keyof Operations>().toEqualTypeOf<'hallo.talk'>()
expectTypeOf<keyof Calls>().toEqualTypeOf<
  'hallo.health' | 'hallo.health.detailed' | 'hallo.config' | 'hallo.tasks.list' | 'hallo.logs'
>()

type Head = Operations['hallo.talk']
expectTypeOf<{ image: string; audio: string }>().toExtend<Head['input']>()
expectTypeOf<Head['input']['useCache']>().toEqualTypeOf<boolean | undefined>()
expectTypeOf<Head['output']['artifacts'][number]['format']>().toEqualTypeOf<'mp4'>()
expectTypeOf<Head['output']['data']>().toEqualTypeOf<null>()

expectTypeOf<Calls['hallo.health']['output']>().toEqualTypeOf<HalloHealth>()
expectTypeOf<Calls['hallo.health.detailed']['output']>().toEqualTypeOf<HalloDetailedHealth>()
expectTypeOf<Calls['hallo.logs']['input']>().toEqualTypeOf<{ job: string }>()
expectTypeOf<Calls['hallo.logs']['output']>().toEqualTypeOf<HalloLogs>()
expectTypeOf<Calls['hallo.tasks.list']['output']>().toEqualTypeOf<readonly HalloTask[]>()

hallo({ url: 'http://gpu-1:8001' })
// @ts-expect-error Nobody but you knows where it is.
hallo({})

expectTypeOf<Head['output']['artifacts'][number]>().not.toHaveProperty('source')
