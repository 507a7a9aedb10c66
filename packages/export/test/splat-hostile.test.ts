import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readSplats } from '../src/splat/read-splats.ts'
import { splatsTo } from '../src/splat/splats-to.ts'
import { streamPlyToSpz } from '../src/splat/stream-ply-to-spz.ts'
import { type Damage, readDamaged } from './hostile.ts'
import { sampleSplats } from './sample-splats.ts'
import { convertWithPeer } from './splat-transform.ts'

const TIMEOUT = 120_000
/** No file here is larger than 4 kB; what is made of one must stay within a fixed multiple of that. */
const MOST_BYTES = 4_000_000

/** Headers are where damage is interesting. */
const damage: Damage = {
  cut: 12,
  head: { share: 50, bytes: 600 },
  favourites: [0, 255, 128, 48, 57, 10],
}

async function read(bytes: Uint8Array): Promise<void> {
  const { splats } = await readSplats(bytes)
  const { positions, scales, rotations, opacities, colors, harmonics } = splats
  const arrays = [positions, scales, rotations, opacities, colors, harmonics]
  expect(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(
    Math.max(MOST_BYTES, bytes.length * 20),
  )
  expect(splats.count).toBeGreaterThan(0)
  for (const values of [positions, scales, rotations]) expect(values.every(Number.isFinite)).toBe(true)
}

/** As it would arrive over a slow line. */
async function readInPieces(bytes: Uint8Array): Promise<void> {
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700)
  }
  const { spz } = await streamPlyToSpz(pieces())
  for await (const chunk of spz) expect(chunk.length).toBeLessThan(MOST_BYTES)
}

describe('a damaged file is read, or refused with a position, and costs little memory', () => {
  const small = sampleSplats(8, 2)
  const ply = async (): Promise<Uint8Array> => (await splatsTo('ply', small)).bytes
  const compressed = async (): Promise<Uint8Array> =>
    convertWithPeer('a.ply', (await splatsTo('ply', small)).bytes, 'a.compressed.ply')
  const spz = async (): Promise<Uint8Array> => (await splatsTo('spz', small)).bytes
  const content = async (): Promise<Uint8Array> => gunzipSync((await splatsTo('spz', small)).bytes)
  const dotSplat = async (): Promise<Uint8Array> => (await splatsTo('splat', small)).bytes

  test.each([
    ['PLY', ply, (bytes: Uint8Array) => bytes, 4000],
    ['compressed PLY', compressed, (bytes: Uint8Array) => bytes, 4000],
    ['SPZ', spz, (bytes: Uint8Array) => bytes, 1000],
    ['the content of SPZ', content, (bytes: Uint8Array) => gzipSync(bytes, { level: 1 }), 1500],
    ['.splat', dotSplat, (bytes: Uint8Array) => bytes, 2000],
  ] as const)('%s', { timeout: TIMEOUT }, async (_, make, wrap, rounds) => {
    const outcomes = await readDamaged(await make(), rounds, read, { ...damage, wrap })
    // Both sides are reached: some files survive, some do not.
    expect(outcomes.read).toBeGreaterThan(0)
    expect(outcomes.refused).toBeGreaterThan(rounds / 50)
  })

  test.each([
    ['PLY', ply],
    ['compressed PLY', compressed],
  ])('%s in pieces', { timeout: TIMEOUT }, async (_, make) => {
    const outcomes = await readDamaged(await make(), 1500, readInPieces, damage)
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(50)
  })

  test.each(['ply', 'spz', 'splat'] as const)('a %s of a megabyte', { timeout: TIMEOUT }, async (format) => {
    const { bytes } = await splatsTo(format, sampleSplats(format === 'ply' ? 6000 : 30_000, 2))
    await readDamaged(bytes, 20, read)
  })

  test('an SPZ of a hundred bytes that announces ten million splats is refused before memory is taken', async () => {
    const head = new Uint8Array(gunzipSync((await splatsTo('spz', small)).bytes))
    new DataView(head.buffer).setUint32(8, 10_000_000, true)
    await expect(readSplats(gzipSync(head))).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringContaining('cannot hold them'),
    })
  })

  test('an SPZ of more splats than the format allows is refused', async () => {
    const head = new Uint8Array(gunzipSync((await splatsTo('spz', small)).bytes))
    new DataView(head.buffer).setUint32(8, 4_000_000_000, true)
    await expect(readSplats(gzipSync(head))).rejects.toMatchObject({ position: { byteOffset: 8 } })
  })

  test('what is packed behind the splats of an SPZ is neither kept nor unpacked to its end', async () => {
    const bytes = gunzipSync((await splatsTo('spz', small)).bytes)
    const bomb = gzipSync(Buffer.concat([bytes, Buffer.alloc(50_000_000)]))
    const { splats, notes } = await readSplats(bomb)
    expect(splats.count).toBe(8)
    expect(notes.map(({ code }) => code)).toContain('spz-extensions-ignored')
  })

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
    ['words', new TextEncoder().encode('these are just words, thirty-two bytes or not')],
    ['another gzip file', new Uint8Array(gzipSync('a log file that somebody compressed'))],
  ])('%s is no splat file', async (_, bytes) => {
    await expect(readSplats(bytes)).rejects.toMatchObject({
      code: 'unsupported',
      position: { byteOffset: 0 },
    })
  })
})
