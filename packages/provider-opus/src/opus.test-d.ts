import type { CatalogOf } from '@onetake/core'
import { expectTypeOf } from 'vitest'
import type { OpusExtraction } from './index.ts'
import { opus } from './index.ts'

type Operations = CatalogOf<[ReturnType<typeof opus>]>

expectTypeOf<keyof Operations>().toEqualTypeOf<
  'opus.imageTo3d' | 'opus.extractGlb' | 'opus.extractGaussian'
>()

type Image = Operations['opus.imageTo3d']
expectTypeOf<Image['input']>().toEqualTypeOf<{ image: string }>()
expectTypeOf<Image['output']['artifacts'][number]['format']>().toEqualTypeOf<'mp4'>()
expectTypeOf<Image['output']['data']>().toEqualTypeOf<null>()

type Mesh = Operations['opus.extractGlb']
expectTypeOf<Mesh['input']>().toEqualTypeOf<{ job: string }>()
expectTypeOf<Mesh['output']['artifacts'][number]['format']>().toEqualTypeOf<'glb'>()
expectTypeOf<Mesh['output']['data']>().toEqualTypeOf<OpusExtraction>()

type Splat = Operations['opus.extractGaussian']
expectTypeOf<Splat['output']['artifacts'][number]['format']>().toEqualTypeOf<'ply'>()

opus({ rapidApiKey: 'a' })
opus({ rapidApiKey: 'a', url: process.env['URL'], host: process.env['HOST'] })
// @ts-expect-error A key that may be missing is no key.
opus({ rapidApiKey: process.env['KEY'] })

// Nothing that a browser receives has room for credentials, handles or links.
expectTypeOf<Mesh['output']['artifacts'][number]>().not.toHaveProperty('source')
expectTypeOf(opus({ rapidApiKey: 'a' })).not.toHaveProperty('credentials')
