import * as z from 'zod'
import { callFor, type Context, invalidInput, JobError, type UploadFile } from '@onetake/core'
import { expectShape, fields, type InputFile, jsonBody, openInputFile, uploadId } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { YES_OR_NO } from './motion-options.ts'

/** A character that was uploaded. */
export type UploadedCharacter = {
  /** What `text2motion` takes as `character`. */
  readonly id: string
  /** Whether its face can be moved; null where SayMotion does not say. */
  readonly faceTracking: boolean | null
  /** Whether its fingers can be moved; null where SayMotion does not say. */
  readonly handTracking: boolean | null
}

/** What a model may be, by the end of its name: nothing else tells a VRM from a GLB. */
const EXTENSIONS = ['fbx', 'glb', 'gltf', 'vrm']
const THUMBNAIL = { field: 'thumbnail', kinds: ['png', 'jpeg'], maxBytes: 10 * 1024 * 1024 } as const

const FILE = 'Must be the id of a complete upload of yours, named .fbx, .glb, .gltf or .vrm.'
const MODEL = 'Must be the id of an upload, or an https address.'
const NAME = 'Must be one line of 1 to 200 characters.'

const isUploadId = (text: string): boolean => /^[\w-]{1,64}$/.test(text)

/** It is DeepMotion that fetches it, so a password in it would be handed on. */
function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) && text.length <= 2000 ? new URL(text) : null
  return url?.protocol === 'https:' && url.username === '' && url.password === ''
}

const input = fields({
  model: z
    .string(MODEL)
    .refine((text) => isUploadId(text) || isWebAddress(text), MODEL)
    .describe(
      'The character: id of an upload named .fbx, .glb, .gltf or .vrm, or the https address of a file.',
    ),
  name: z
    .string(NAME)
    .trim()
    .min(1, NAME)
    .max(200, NAME)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), NAME)
    .describe('What people call the character.'),
  thumbnail: uploadId('a PNG or JPEG picture')
    .optional()
    .describe('Id of an upload: a picture of the character.'),
  createThumbnail: z.boolean(YES_OR_NO).optional().describe('True lets SayMotion make the picture.'),
})

/**
 * A character of one's own, from then on among those that can be animated.
 *
 * @see SayMotion REST API README, "Character Model API": getModelUploadUrl and storeModel. Which files: Animate 3D
 * REST API README, the same section. That a data type of 0 means none, and a picture of at most 10 MiB: assumed.
 */
export const uploadCharacter = callFor<SayMotionClient>()({
  title: 'Upload a character',
  scope: 'account',
  input,
  async run(order, context): Promise<UploadedCharacter> {
    const { client, signal } = context
    // Both are looked at before either is sent.
    const model = isUploadId(order.model) ? await openModel(order.model, context) : null
    const thumbnail =
      order.thumbnail === undefined ? null : await openInputFile(order.thumbnail, THUMBNAIL, context)
    const urls = model || thumbnail ? await askForUrls(order.name, model, thumbnail, context) : null
    if (model && urls?.modelUrl) await client.uploadFile(urls.modelUrl, model.file, signal)
    if (thumbnail && urls?.thumbUrl) await client.uploadFile(urls.thumbUrl, thumbnail.file, signal)

    const body = {
      modelUrl: urls?.modelUrl ?? order.model,
      modelName: order.name,
      ...(urls?.thumbUrl && { thumbUrl: urls.thumbUrl }),
      ...(order.createThumbnail !== undefined && { createThumb: Number(order.createThumbnail) }),
    }
    const request = { method: 'POST', body: () => jsonBody(body) } as const
    const answer = await client.write('/character/v1/storeModel', request, signal)
    client.forgetCharacters()
    return expectShape(stored, answer, "SayMotion's new character")
  },
})

const isMeant = z
  .number()
  .nullish()
  .catch(null)
  .transform((type) => (typeof type === 'number' ? type > 0 : null))

const stored = z
  .object({ modelId: z.string().min(1), faceDataType: isMeant, handDataType: isMeant })
  .transform(({ modelId, faceDataType, handDataType }) => ({
    id: modelId,
    faceTracking: faceDataType,
    handTracking: handDataType,
  }))

interface Model {
  readonly file: UploadFile
  readonly extension: string
}

async function openModel(id: string, { read }: Pick<Context<unknown>, 'read'>): Promise<Model> {
  const file = await read(id).catch((error: unknown) => {
    if (!JobError.is(error) || error.code !== 'not-found') throw error
    throw invalidInput('model', FILE)
  })
  const extension = /\.([a-z0-9]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? ''
  if (!EXTENSIONS.includes(extension)) throw invalidInput('model', FILE)
  return { file, extension }
}

/** Addresses to write to; null for what is not there to be written. */
async function askForUrls(
  name: string,
  model: Model | null,
  thumbnail: InputFile | null,
  { client, signal }: Context<SayMotionClient>,
): Promise<{ readonly modelUrl: string | null; readonly thumbUrl: string | null }> {
  const query = new URLSearchParams({ name, resumable: '1' })
  if (model) query.set('modelExt', model.extension)
  if (thumbnail) query.set('thumbExt', thumbnail.kind.extension)
  const answer = await client.read(`/character/v1/getModelUploadUrl?${query}`, signal)
  const address = (isWanted: boolean) => (isWanted ? z.string() : z.unknown().transform((): null => null))
  const schema = z.object({ modelUrl: address(model !== null), thumbUrl: address(thumbnail !== null) })
  return expectShape(schema, answer, "SayMotion's addresses for an upload")
}
