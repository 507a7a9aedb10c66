import { describe, expect, test } from 'vitest'
import { createRandom, sampleSplats } from '../../test/sample-splats.ts'
import { concat } from '../concat.ts'
import { readPly } from './ply/read-ply.ts'
import { writePly } from './ply/write-ply.ts'
import { splatsTo } from './splats-to.ts'
import { streamPlyToSpz } from './stream-ply-to-spz.ts'

const ply = writePly(sampleSplats(9000, 2))

/** In pieces of any size. */
async function* pieces(bytes: Uint8Array, largest: number): AsyncGenerator<Uint8Array> {
  const random = createRandom(3)
  for (let at = 0; at < bytes.length;) {
    const size = 1 + Math.floor(random() * largest)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const collect = (chunks: Iterable<Uint8Array>): Uint8Array => concat([...chunks])

describe('streamPlyToSpz', () => {
  test.each([50, 5000, 10_000_000])(
    'pieces of up to %i bytes give the SPZ that the whole file gives',
    async (largest) => {
      const { splats, spz } = await streamPlyToSpz(pieces(ply, largest))
      expect(splats).toBe(9000)
      const whole = (await splatsTo('spz', readPly(ply).splats)).bytes
      expect(Buffer.compare(collect(spz), whole)).toBe(0)
    },
  )

  test('what comes behind the splats is not asked for', async () => {
    let ended = false
    let asked = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield* pieces(ply, 100_000)
      try {
        for (;;) {
          asked++
          yield new Uint8Array(1 << 20)
        }
      } finally {
        ended = true
      }
    }
    const { splats } = await streamPlyToSpz(endless())
    expect([splats, ended]).toEqual([9000, true])
    expect(asked).toBeLessThan(3)
  })

  test('a stream that ends early is refused, and says where', async () => {
    const start = ply.length - 9000 * 164
    await expect(streamPlyToSpz(pieces(ply.subarray(0, start + 164 * 10 + 7), 500))).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringContaining('ends after 10'),
      position: { byteOffset: start + 164 * 10 },
    })
    await expect(streamPlyToSpz(pieces(ply.subarray(0, 100), 500))).rejects.toMatchObject({
      code: 'invalid-file',
    })
  })

  test('a count that no stream can keep costs nothing until it comes', async () => {
    const text = new TextDecoder('latin1').decode(ply.subarray(0, 2000)).split('end_header\n')[0] ?? ''
    const claim = new TextEncoder().encode(
      `${text.replace('vertex 9000', 'vertex 900000000000')}end_header\n`,
    )
    await expect(streamPlyToSpz(pieces(claim, 500))).rejects.toMatchObject({ code: 'invalid-file' })
  })

  test('an error of the stream is the error', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield ply.subarray(0, 5000)
      throw new Error('the line broke')
    }
    await expect(streamPlyToSpz(broken())).rejects.toThrow('the line broke')
  })
})
