import type { Json, Ref, SubmitContext, UploadFile } from '@onetake/core'
import { createScriptedService, json, lend, type ScriptedService } from '@onetake/provider-kit/testing'
import type { Animate3DRef } from '../src/animate3d/animate3d-ref.ts'
import { type Animate3DClient, connectAnimate3D } from '../src/animate3d/client.ts'
import { uploadOf } from './upload-of.ts'

export const KEYS = { clientId: 'canary-id', clientSecret: 'canary-secret', url: 'https://animate.test' }
export const SIGNED = 'https://storage.googleapis.com/b/clip?sig=canary'
const SESSION = 'https://storage.googleapis.com/b/clip?sig=canary&upload_id=1'
/** What the scripted clock shows at first. */
export const AT = 1_800_000_000_000

/** Animate 3D, scripted. Logins succeed, two characters are there, and whatever is uploaded arrives at once. */
export function scriptedAnimate3D(): ScriptedService {
  const service = createScriptedService(AT)
  const expires = new Date(AT + 365 * 86_400_000).toUTCString()
  service.on(
    '/session/auth',
    new Response('', { headers: { 'set-cookie': `dmsess=s%3A1.a%2Fb; Path=/; Expires=${expires}` } }),
  )
  service.on(
    '/character/listModels',
    json({
      list: [
        { id: 'c1', name: 'Ada' },
        { id: 'c2', name: 'Bo' },
      ],
    }),
  )
  service.on('/upload', json({ url: SIGNED }))
  service.on(SIGNED, new Response(null, { status: 201, headers: { location: SESSION } }))
  service.on(SESSION, new Response(null, { status: 200 }))
  return service
}

interface Lent<Staged> {
  readonly jobs?: Readonly<Record<string, Ref>>
  readonly uploads?: Readonly<Record<string, UploadFile>>
  readonly staged?: Staged
}

/** What the server lends an operation, over a scripted service. */
export function lent<Staged extends Json = null>(
  service: ScriptedService,
  { staged, ...has }: Lent<Staged> = {},
): SubmitContext<Animate3DClient, Staged> {
  // Null is what `staged` is for an operation that stages nothing.
  return { ...lend(connectAnimate3D(KEYS, service.io), has), staged: (staged ?? null) as Staged }
}

export const single = (rid: string, changes: Partial<Animate3DRef> = {}): Animate3DRef => ({
  rid,
  kind: 'single',
  settings: { formats: ['bvh', 'mp4'], character: 'c1' },
  persons: null,
  reuse: null,
  ...changes,
})

export const detection = (rid: string): Animate3DRef => single(rid, { kind: 'detection', settings: null })

export const multi = (rid: string, changes: Partial<Animate3DRef> = {}): Animate3DRef =>
  single(rid, {
    kind: 'multi',
    persons: [{ trackingId: '001', character: 'c1' }],
    reuse: { at: AT, hadPersons: false },
    ...changes,
  })

/** A download as the service answers it: groups of types. */
export const downloads = (
  rid: string,
  groups: Readonly<Record<string, readonly string[]>>,
  more: object = {},
) => ({
  count: 1,
  links: [
    {
      rid,
      urls: Object.entries(groups).map(([name, types]) => ({
        name,
        files: types.map((type) => ({
          [type]: `https://storage.googleapis.com/b/${name}.${type}?sig=canary`,
        })),
      })),
      ...more,
    },
  ],
})

const CLIP = uploadOf(new TextEncoder().encode('a video'))
const STILL = uploadOf(new TextEncoder().encode('a picture'), { name: 'a.png', mediaType: 'image/png' })

/** Animate 3D, where every job is taken as `r1` and every job has succeeded, and what a server lends over it. */
export function startAnimate3D(jobs: Readonly<Record<string, Ref>> = {}) {
  const service = scriptedAnimate3D()
  service.on('/process', json({ rid: 'r1' }))
  service.on('/status/', ({ url }) =>
    json({ status: [{ rid: decodeURIComponent(url.pathname.split('/').pop() ?? ''), status: 'SUCCESS' }] }),
  )
  const context = lent(service, { jobs, uploads: { clip: CLIP, still: STILL } })
  return { service, context, sent: () => service.to('/process').map(({ body }) => body) }
}
