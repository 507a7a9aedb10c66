import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { ExportError } from '../export-error.ts'
import type { BvhFile } from './bvh-file.ts'
import { parseBvh } from './parse-bvh.ts'
import { type BvhStream, streamBvh } from './stream-bvh.ts'
import { describeWhere } from '../../test/real-files.ts'

const fixtures = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'bvh') : null
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function wholeOf(stream: BvhStream): Promise<BvhFile> {
  const values: number[] = []
  let frameCount = 0
  for await (const batch of stream.frames) {
    expect(batch.firstFrame).toBe(frameCount)
    expect(batch.values).toHaveLength(batch.frameCount * stream.channelCount)
    frameCount += batch.frameCount
    for (const value of batch.values) values.push(value)
  }
  const { joints, channelCount, frameTime, notes } = stream
  return { joints, channelCount, frameCount, frameTime, values: Float64Array.from(values), notes }
}

/** The file, or its error as a person sees it. */
async function outcomeOf(work: () => BvhFile | Promise<BvhFile>): Promise<unknown> {
  try {
    const { notes, ...file } = await work()
    return { ...file, notes: notes.map(({ code }) => code).toSorted() }
  } catch (error) {
    if (!ExportError.is(error)) throw error
    return { code: error.code, message: error.message, position: error.position }
  }
}

describe('streamBvh', () => {
  // Long enough to go on behind what is read to find the skeleton.
  const frames = Array.from({ length: 120 }, (_, frame) => `${frame} 90.25 0 ${frame * 31} 4.5 -0.125 1 2 3`)
  const text = bvhText({ frames })

  test.each([
    ['a plain file', text],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['CR alone', text.replaceAll('\n', '\r')],
    ['blank lines and a long end of nothing', `${text.replaceAll('\n', '\n\n')}${'\0'.repeat(200_000)}`],
    ['a byte order mark', `\uFEFF${text}`],
    ['the skeleton on one line', text.replace(/[^]*?MOTION/, (head) => head.replaceAll('\n', ' '))],
    ['no frame time', bvhText({ frames, frameTime: '' })],
    ['decimal commas', text.replaceAll('.', ',')],
    ['commas in the skeleton and points in the frames', text.replace('0 50 0', '0 50,5 0')],
    ['a wrong count', bvhText({ frames, declaredFrames: 'Frames: 99' })],
    ['a last line cut short', text.slice(0, -8)],
    ['a last number cut short', `${text.trimEnd()}\n1 2 -`],
    ['a skeleton without motion', text.split('MOTION')[0] ?? ''],
    ['a short line', text.replace('\n93 90.25 0', '\n93 90.25')],
    ['a word among the numbers', text.replace('\n93 90.25 0', '\r\n93 90.25 oh')],
    ['a long line', text.replace('\n93 90.25 0', '\n93 90.25 0 7')],
    ['words after the frames', `${text}the end`],
    ['an error in the skeleton', text.replace('Xrotation', 'Xturn')],
    ['another format', 'solid cube\n'.repeat(20_000)],
    ['UTF-16', '\u{FFFE}'],
    ['nothing', ''],
  ])('%s is read, or refused, as parseBvh does, in pieces of any size', async (title, source) => {
    const bytes = title === 'UTF-16' ? Uint8Array.of(0xff, 0xfe, 72, 0) : bytesOf(source)
    const expected = await outcomeOf(() => parseBvh(bytes))
    const sizes = bytes.length > 10_000 ? [[1 << 20], [5003]] : [[1 << 20], [1], [7, 2, 61]]
    for (const size of sizes)
      expect(await outcomeOf(async () => wholeOf(await streamBvh(cut(bytes, size))))).toEqual(expected)
  })

  test('damaged files end as with parseBvh', async () => {
    const original = bytesOf(text)
    const insert = fc
      .constantFrom('{', '}', '\r', ' ', '\n', '9e9', '-', '\0', 'nan', '\n1 2', '')
      .map(bytesOf)
    const edit = fc.record({ at: fc.nat(original.length), remove: fc.nat(3), insert })
    const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), sizes, async (edits, pieces) => {
        const bytes = [...original]
        for (const { at, remove, insert: added } of edits) bytes.splice(at, remove, ...added)
        const damaged = Uint8Array.from(bytes)
        const expected = await outcomeOf(() => parseBvh(damaged))
        const actual = await outcomeOf(async () => wholeOf(await streamBvh(cut(damaged, pieces))))
        expect(actual).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })

  test('hands over frames before the file has ended, and ends the source at a break', async () => {
    const line = bytesOf(`${frames.join('\n')}\n`.repeat(100))
    let asked = 0
    let isClosed = false
    function* endless(): Generator<Uint8Array> {
      try {
        yield bytesOf(text)
        for (; asked < 1000; asked++) yield line
      } finally {
        isClosed = true
      }
    }
    const stream = await streamBvh(endless())
    let seen = 0
    let largest = 0
    for await (const { frameCount, values } of stream.frames) {
      seen += frameCount
      largest = Math.max(largest, values.byteLength)
      if (seen > 30_000) break
    }
    expect([asked < 10, isClosed]).toEqual([true, true])
    // 256 KB of text at some 25 bytes a line.
    expect(largest).toBeLessThan(2e6)
  })

  test('a line that never ends is refused before it fills the memory', async () => {
    let given = 0
    function* endless(): Generator<Uint8Array> {
      yield bytesOf(text)
      for (; given < 1e9; given += 50_000) yield bytesOf('1'.repeat(50_000))
    }
    const stream = await streamBvh(endless())
    await expect(wholeOf(stream)).rejects.toMatchObject({
      code: 'invalid-file',
      position: { line: 139, column: 1 },
    })
    expect(given).toBeLessThan(1e6)
  })

  test('a skeleton that never ends is refused', async () => {
    function* endless(): Generator<Uint8Array> {
      yield bytesOf('HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\n')
      for (;;) yield bytesOf(' '.repeat(1 << 20))
    }
    await expect(streamBvh(endless())).rejects.toMatchObject({ code: 'unsupported', position: { line: 5 } })
  })
})

describeWhere(fixtures !== null)('files of many makers', () => {
  test('are read as parseBvh does', async () => {
    const folder = fixtures ?? ''
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.bvh'))) {
      const bytes = readFileSync(join(folder, name))
      const stream = await outcomeOf(async () => wholeOf(await streamBvh(cut(bytes, [4093]))))
      expect(stream).toEqual(await outcomeOf(() => parseBvh(bytes)))
    }
  })
})
