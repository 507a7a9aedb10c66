import { describe, expect, test } from 'vitest'
import { smallFbx } from '../../../test/fbx-files.ts'
import { numbersOf, packArray, unpackArray } from './fbx-array.ts'
import { childOf, type FbxNode } from './fbx-node.ts'
import { double, int, node } from './make-node.ts'
import { readFbx } from './read-fbx.ts'
import { writeFbx } from './write-fbx.ts'

const ascii = `; FBX 7.3.0 project file
FBXHeaderExtension:  {
`
const words = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('readFbx', () => {
  test.each([7100, 7400, 7500, 7700])('what is written as version %i is read as it was', (version) => {
    const { nodes } = readFbx(smallFbx())
    const bytes = writeFbx({ version, nodes })
    const read = readFbx(bytes)
    expect(read.version).toBe(version)
    expect(Buffer.compare(writeFbx(read), bytes)).toBe(0)
    const vertices = (file: { readonly nodes: readonly FbxNode[] }): Float64Array =>
      numbersOf(
        childOf(
          childOf({ version, ...file }, 'Objects')?.children.find(({ name }) => name === 'Geometry'),
          'Vertices',
        )?.properties[0],
      )
    expect(vertices(read)).toEqual(vertices({ nodes }))
    expect(vertices(read).length).toBeGreaterThan(100)
  })

  test('every kind of value and array is read as it was written', () => {
    const written = node('All', [
      { type: 'C', value: 1 },
      { type: 'Y', value: -2 },
      int(-3),
      { type: 'F', value: 0.5 },
      double(0.1),
      { type: 'L', value: -(2n ** 60n) },
      { type: 'S', bytes: words('ä') },
      { type: 'R', bytes: Uint8Array.of(0, 255) },
      packArray('f', Float32Array.of(1.5)),
      packArray(
        'd',
        Float64Array.from({ length: 100 }, (_, index) => index / 3),
      ),
      packArray(
        'i',
        Int32Array.from({ length: 100 }, (_, index) => -index),
      ),
      packArray('l', BigInt64Array.of(2n ** 60n)),
      packArray('b', Uint8Array.of(1, 0)),
    ])
    const [read] = readFbx(writeFbx({ version: 7400, nodes: [written] })).nodes
    const plain = ({ properties }: FbxNode): unknown =>
      properties.map((property) =>
        'payload' in property
          ? [...unpackArray(property)]
          : 'bytes' in property
            ? [...property.bytes]
            : property.value,
      )
    expect(read && plain(read)).toEqual(plain(written))
  })

  test.each([
    ['text', words(ascii), 'unsupported', /save it as binary/i],
    ['an archive', words('PK\u0003\u0004 and more'), 'unsupported', /unwrapFbx/],
    ['something else', words('GIF89a'), 'unsupported', /no FBX file/],
    ['nothing', new Uint8Array(), 'unsupported', /no FBX file/],
    ['an old version', changed(23, 0xd4, 0x17), 'unsupported', /version 6\.1/],
    ['a header that ends', smallFbx().slice(0, 25), 'invalid-file', /ends inside its header/],
    ['line ends changed by a transfer', changed(20, 0x0a), 'invalid-file', /as binary/],
  ])('%s is refused, with what to do', (_, bytes, code, message) => {
    expect(() => readFbx(bytes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message), position: expect.anything() }),
    )
  })

  test('an array that announces more than its bytes can hold is refused before memory is taken', () => {
    const array = { ...packArray('d', new Float64Array(100)), length: 2 ** 25 }
    expect(array.encoding).toBe(1)
    const [read] = readFbx(writeFbx({ version: 7400, nodes: [node('A', [array])] })).nodes
    expect(() => numbersOf(read?.properties[0])).toThrow(/announces 33554432 numbers, and its/)
  })

  test.each([
    ['more', 99],
    ['fewer', 101],
  ])('an array that holds %s than it announces is refused', (word, length) => {
    const array = { ...packArray('d', new Float64Array(100)), length }
    const [read] = readFbx(writeFbx({ version: 7400, nodes: [node('A', [array])] })).nodes
    expect(() => numbersOf(read?.properties[0])).toThrow(new RegExp(`holds ${word}`))
  })

  test('nodes that lie too deep in each other are refused', () => {
    let deep = node('A', [int(1)])
    for (let depth = 0; depth < 40; depth++) deep = node('A', [int(1)], [deep])
    expect(() => readFbx(writeFbx({ version: 7400, nodes: [deep] }))).toThrow(/more than 32 deep/)
  })
})

function changed(at: number, ...values: readonly number[]): Uint8Array {
  const bytes = smallFbx().slice()
  bytes.set(values, at)
  return bytes
}
