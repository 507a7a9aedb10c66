import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesAt, opusApi, type OpusResult } from '../../test/opus-api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'

const clock = createManualClock()
let emulator: Emulator
beforeAll(async () => {
  emulator = await createEmulator({ clock })
})
afterAll(() => emulator.close())

/**
 * The vendor's example, as its README tells it: an image is processed and polled every five seconds, the first link is
 * taken for the MP4, then one extraction after the other. It polls the image's id for the GLB, as the code of the
 * example does, and the extraction's own for the splat, as the text says.
 */
test('the flow of the vendor’s example ends with an MP4, a GLB and a PLY', async () => {
  const api = opusApi(emulator)
  let polls = 0
  const poll = async (uid: string, isDone: (result: OpusResult) => boolean) => {
    for (; polls < 100; polls++) {
      const result = await api.result(uid)
      if (isDone(result)) return result
      expect(result.status).not.toBe('FAILED')
      clock.advance(5000)
    }
    throw new Error('It never ended.')
  }
  const entry = (result: OpusResult, extension: string) =>
    result.urls?.find((file) => file.url !== '' && file.extension === extension)

  const image = await api.image()
  const preview = await poll(image, ({ status }) => status === 'COMPLETED')
  const mp4 = await bytesAt(preview.urls?.[0]?.url)
  await api.extract('glb', image)
  const withGlb = await poll(image, (result) => entry(result, 'glb') !== undefined)
  const glb = await bytesAt(entry(withGlb, 'glb')?.url)
  const gaussian = await api.extract('gaussian', image)
  const withPly = await poll(gaussian, (result) => entry(result, 'ply') !== undefined)
  const ply = await bytesAt(entry(withPly, 'ply')?.url)

  const text = (bytes: Uint8Array, from: number, to: number) =>
    new TextDecoder().decode(bytes.subarray(from, to))
  expect([text(mp4, 4, 8), text(glb, 0, 4), text(ply, 0, 4)]).toEqual(['ftyp', 'glTF', 'ply\n'])
  expect(polls).toBeGreaterThan(5)
  expect(emulator.journal.count({ route: 'opus.process-image' })).toBe(1)
})
