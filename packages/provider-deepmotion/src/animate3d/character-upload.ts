import * as z from 'zod'
import { callFor, type Context, invalidInput, type UploadFile } from '@onetake/core'
import { expectShape, fields, isAskable, jsonBody } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'
import { extensionOf } from './mark.ts'

const MODEL = 'Must be the id of an upload, or an https address.'
const THUMBNAIL = 'Must be the id of an upload.'
const NAME = 'Must be a text of 1 to 200 characters.'
const ID = 'Must be the id of a character of this account.'
const UPLOAD_ID = /^[A-Za-z0-9_-]{1,64}$/

/** @see Animate 3D REST API README, "Character models" */
const MODEL_TYPES: readonly string[] = ['fbx', 'glb', 'gltf', 'vrm']

const input = fields({
  model: z
    .string(MODEL)
    .max(2000, MODEL)
    .refine((text) => UPLOAD_ID.test(text) || isPublicAddress(text), MODEL)
    .describe('Id of an upload (fbx, glb, gltf or vrm), or an https address that Animate 3D can fetch.'),
  name: z
    .string(NAME)
    .trim()
    .min(1, NAME)
    .max(200, NAME)
    .optional()
    .describe('What to call it; as the file is called unless told.'),
  thumbnail: z
    .string(THUMBNAIL)
    .regex(UPLOAD_ID, THUMBNAIL)
    .optional()
    .describe('Id of an upload: a picture of it, best a png.'),
  createThumbnail: z
    .boolean('Must be true or false.')
    .default(false)
    .describe('Whether Animate 3D makes the picture.'),
  replaces: z
    .string(ID)
    .refine(isAskable, ID)
    .optional()
    .describe('Id of a character that this one takes the place of.'),
})

const addresses = z.object({ modelUrl: z.string().nullish(), thumbUrl: z.string().nullish() })
const stored = z.object({ modelId: z.string().refine(isAskable) })

/**
 * A character of your own, to be animated.
 *
 * @see Animate 3D REST API README, "getModelUploadUrl", "storeModel"; an address in place of a file: both SDKs
 */
export const uploadCharacter = callFor<Animate3DClient>()({
  title: 'Add a character',
  scope: 'account',
  input,
  async run(asked, context): Promise<{ readonly id: string }> {
    const { client, signal } = context
    const model = UPLOAD_ID.test(asked.model) ? await context.read(asked.model) : null
    const thumbnail = asked.thumbnail === undefined ? null : await context.read(asked.thumbnail)
    const name = asked.name ?? (model === null ? 'Unnamed character' : stemOf(model.name))
    const at = await store({ name, model, thumbnail }, context)
    const body = {
      modelUrl: at.model ?? asked.model,
      modelName: name,
      createThumb: asked.createThumbnail ? 1 : 0,
      ...(at.thumbnail !== null && { thumbUrl: at.thumbnail }),
      ...(asked.replaces !== undefined && { modelId: asked.replaces }),
    }
    const answer = await client.write(
      '/character/storeModel',
      { method: 'POST', body: () => jsonBody(body) },
      signal,
    )
    return { id: expectShape(stored, answer, "Animate 3D's answer to a new character").modelId }
  },
})

interface Files {
  readonly name: string
  readonly model: UploadFile | null
  readonly thumbnail: UploadFile | null
}

/** @returns Where each file is now; null for one that there is not. */
async function store({ name, model, thumbnail }: Files, { client, signal }: Context<Animate3DClient>) {
  if (model === null && thumbnail === null) return { model: null, thumbnail: null }
  const query = new URLSearchParams({ name, resumable: '1' })
  if (model !== null) query.set('modelExt', modelType(model))
  if (thumbnail !== null) query.set('thumbExt', extensionOf(thumbnail).slice(1) || 'png')
  const answer = await client.read(`/character/getModelUploadUrl?${query}`, signal)
  const { modelUrl, thumbUrl } = expectShape(addresses, answer, "Animate 3D's address for a character")
  return {
    model: await storeOne(modelUrl, model, { client, signal }),
    thumbnail: await storeOne(thumbUrl, thumbnail, { client, signal }),
  }
}

async function storeOne(
  address: string | null | undefined,
  file: UploadFile | null,
  { client, signal }: Pick<Context<Animate3DClient>, 'client' | 'signal'>,
): Promise<string | null> {
  if (file === null) return null
  const url = expectShape(z.string(), address, "Animate 3D's address for a file of a character")
  await client.uploadFile(url, file, signal)
  return url
}

/** By its name, because a vrm is a glb to whoever looks at its bytes only. */
function modelType({ name, mediaType }: UploadFile): string {
  const type = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (MODEL_TYPES.includes(type)) return type
  if (mediaType === 'model/gltf-binary') return 'glb'
  throw invalidInput('model', `Must be a file whose name ends in .${MODEL_TYPES.join(', .')}.`)
}

const stemOf = (name: string): string =>
  /([^/\\]+?)(\.[A-Za-z0-9]+)?$/.exec(name)?.[1]?.slice(0, 200) ?? 'Unnamed character'

/** The service fetches it, so this is no door of ours; but plain http would be read by whoever is on the way. */
function isPublicAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url?.protocol === 'https:' && url.username === '' && url.password === ''
}
