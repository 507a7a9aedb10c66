import { HttpError } from '../http/http-error.ts'
import { digest } from '../ids.ts'
import { decodeImage, PictureError } from '../media/decode-image.ts'
import { readVideoInfo, type VideoInfo } from '../media/video-info.ts'
import type { Content } from '../storage/content.ts'
import type { Footage } from './job.ts'
import type { World } from './world.ts'

/** Largest picture that is looked at, in bytes. */
const PICTURE_LIMIT = 64 * 1024 * 1024

const nothing = { durationSeconds: 0, sizeBytes: 0 }

/**
 * Look at what was uploaded under a signed URL. Nothing is fetched from elsewhere: a foreign URL is as one that nothing
 * was uploaded to.
 *
 * @throws HttpError 400 for what is no http(s) URL.
 */
export async function footageAt({ storage }: World, url: string): Promise<Footage> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new HttpError(400, `This is no http(s) URL: ${url}`)
  const object = storage.objectAt(url)
  const fileName = object?.name ?? decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
  const content = object && storage.contentOf(object.id)
  if (!content)
    return { ...nothing, kind: 'missing', objectId: object?.id ?? null, fileName, sha256: digest(url) }
  const { sha256, sizeBytes } = content
  const common = { objectId: object.id, fileName, sha256, sizeBytes }
  const video = await readVideoInfo(content)
  if (video) return { ...common, kind: 'video', durationSeconds: video.durationSeconds }
  return { ...common, kind: pictureSize(content) ? 'image' : 'broken', durationSeconds: 0 }
}

/**
 * What `/videoInfo` tells. A picture has no duration and no rate; assumed, since only videos are documented.
 *
 * @see Animate 3D REST API document v2.0.0, "Get Video Info"
 */
export async function infoAt({ storage }: World, url: string): Promise<Readonly<Record<string, unknown>>> {
  const object = storage.objectAt(url)
  const content = object && storage.contentOf(object.id)
  if (!content) throw new HttpError(400, 'Nothing was uploaded to this url.')
  const info: VideoInfo | null = await readVideoInfo(content)
  if (info) {
    const { width, height, fps, durationSeconds: duration, codec, sizeBytes: size } = info
    return { width, height, fps, duration, codec, size }
  }
  const picture = pictureSize(content)
  if (!picture) throw new HttpError(400, 'This is no video.')
  return { ...picture, fps: 0, duration: 0, size: content.sizeBytes }
}

/** Null for what is no picture. */
function pictureSize({ bytes, sizeBytes }: Content) {
  if (bytes === null || sizeBytes > PICTURE_LIMIT) return null
  try {
    const { width, height } = decodeImage(bytes)
    return { width, height, codec: bytes[0] === 0x89 ? 'png' : 'mjpeg' }
  } catch (error) {
    if (error instanceof PictureError) return null
    throw error
  }
}
