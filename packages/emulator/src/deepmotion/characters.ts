import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { type CharacterRecord, stockCharacters } from './character.ts'
import { isRecord } from './params.ts'
import type { DeepMotionWorld } from './world.ts'

const UPLOAD_MINUTES = 60

/**
 * Characters: signed upload URLs, store, list, delete.
 *
 * @param base - `/character/v1` at SayMotion, `/character` at Animate 3D.
 * @see SayMotion REST API document v1.5.0 and Animate 3D REST API document v2.0.0, "Character Model API"
 */
export function characterRoutes(world: DeepMotionWorld, base: string): readonly Route[] {
  const name = (call: string) => `${world.service}.characters.${call}`
  return [
    {
      name: name('upload'),
      method: 'GET',
      pattern: `${base}/getModelUploadUrl`,
      handle: ({ query }) => json(uploadUrls(world, query)),
    },
    {
      name: name('store'),
      method: 'POST',
      pattern: `${base}/storeModel`,
      handle: async (exchange) => json(await store(world, exchange)),
    },
    {
      name: name('list'),
      method: 'GET',
      pattern: `${base}/listModels`,
      handle: ({ query }) => json(list(world, query)),
    },
    {
      name: name('delete'),
      method: 'DELETE',
      pattern: `${base}/deleteModel/:id`,
      handle: ({ params }) => json({ count: world.data.characters.delete(params['id'] ?? '') ? 1 : 0 }),
    },
  ]
}

function uploadUrls({ storage }: DeepMotionWorld, query: URLSearchParams): Readonly<Record<string, string>> {
  const resumable = query.get('resumable') !== '0'
  const name = query.get('name') ?? 'model'
  const url = (extension: string | null) =>
    storage.createUpload({
      name: extension ? `${name}.${extension.toLowerCase()}` : name,
      resumable,
      minutes: UPLOAD_MINUTES,
    })
  return { modelUrl: url(query.get('modelExt')), thumbUrl: url(query.get('thumbExt')) }
}

/** Null fields occur in the wild and count as absent. Any http(s) URL is taken, not only those of our storage. */
async function store(world: DeepMotionWorld, exchange: Exchange): Promise<Readonly<Record<string, unknown>>> {
  const body = await exchange.json()
  const field = (name: string): string | null => {
    const value = isRecord(body) ? body[name] : undefined
    if (value === undefined || value === null) return null
    if (typeof value !== 'string') throw new HttpError(400, `${name} is a text.`)
    return value
  }
  const [modelId, modelUrl, thumbUrl] = [field('modelId'), field('modelUrl'), field('thumbUrl')]
  const previous = modelId === null ? null : (world.data.characters.get(modelId) ?? null)
  if (modelId !== null && !previous) throw new HttpError(404, `There is no model ${modelId}.`)
  if (modelUrl === null && !previous) throw new HttpError(400, 'Either modelUrl or modelId is needed.')

  const now = world.clock.now()
  const createThumb = isRecord(body) && Number(body['createThumb'] ?? 0) === 1
  const model = modelUrl === null ? previous : modelAt(world, modelUrl)
  const character: CharacterRecord = {
    id: previous?.id ?? world.ids.next('character').slice(0, 24),
    name: field('modelName') ?? previous?.name ?? 'Unnamed Model',
    platform: 'custom',
    rigId: previous?.rigId ?? world.ids.next('rig').slice(0, 24),
    createdAt: previous?.createdAt ?? now,
    changedAt: now,
    modelObjectId: model?.modelObjectId ?? null,
    modelExtension: model?.modelExtension ?? '',
    thumbObjectId:
      thumbUrl === null
        ? (previous?.thumbObjectId ?? null)
        : (world.storage.objectAt(checkedUrl(thumbUrl))?.id ?? null),
    hasThumb: thumbUrl !== null || createThumb || (previous?.hasThumb ?? false),
    missing: model?.missing ?? false,
  }
  world.data.characters.set(character.id, character)
  return { modelId: character.id, faceDataType: 0, handDataType: 1 }
}

function modelAt(
  world: DeepMotionWorld,
  url: string,
): Pick<CharacterRecord, 'modelObjectId' | 'modelExtension' | 'missing'> {
  const object = world.storage.objectAt(checkedUrl(url))
  const missing = object !== null && object.content === null
  if (missing && world.modes.storeModel === 'strict')
    throw new HttpError(400, 'Nothing was uploaded to modelUrl.')
  const file = object?.name ?? new URL(url).pathname
  return {
    modelObjectId: object?.id ?? null,
    modelExtension: /\.([a-z0-9]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '',
    missing,
  }
}

function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new HttpError(400, `This is no http(s) URL: ${url}`)
}

/**
 * Custom models; stock models too where `stockModel` names their platform or is `all`.
 *
 * Assumed: any other value is as none.
 */
function list(world: DeepMotionWorld, query: URLSearchParams): unknown {
  const stock = query.get('stockModel')
  const token = query.get('searchToken')?.toLowerCase()
  const found = [
    ...world.data.characters.values(),
    ...stockCharacters.filter(({ platform }) => stock === 'all' || platform === stock),
  ]
    .filter(({ id }) => (query.get('modelId') ?? id) === id)
    .filter(({ name }) => !token || name.toLowerCase().includes(token))
  const entries = found.map((character) => entry(world, character))
  if (world.modes.characterList === 'document') return entries.map(({ id, ...rest }) => ({ Id: id, ...rest }))
  return { count: entries.length, list: entries }
}

function entry({ storage, modes, service }: DeepMotionWorld, character: CharacterRecord) {
  const link = (file: string) =>
    storage.link(`${service}/characters/${character.id}/${file}`, modes.linkMinutes)
  return {
    id: character.id,
    name: character.name,
    thumb: character.hasThumb ? link('thumb.png') : null,
    // SayMotion alone documents it.
    ...(service === 'saymotion' && { glb: link('character.glb') }),
    rigId: character.rigId,
    platform: character.platform,
    ctime: Math.floor(character.createdAt),
    mtime: Math.floor(character.changedAt),
  }
}
