import { validateBytes } from 'gltf-validator'
import { describe, expect, test } from 'vitest'
import { QUARTERS } from '../../test/opus-api.ts'
import { cutout, disc, filesOf, nameOf, painted, quarters } from '../../test/opus-files.ts'
import { decodeImage, type Picture } from '../media/decode-image.ts'

describe('the mesh', () => {
  function open(glb: Uint8Array) {
    const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength)
    const size = view.getUint32(12, true)
    const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + size)))
    const part = (index: number) => {
      const { byteOffset, byteLength } = json.bufferViews[index]
      return glb.slice(28 + size + byteOffset, 28 + size + byteOffset + byteLength)
    }
    const { attributes, indices } = json.meshes[0].primitives[0]
    const floats = (accessor: number) => new Float32Array(part(json.accessors[accessor].bufferView).buffer)
    return {
      bounds: json.accessors[attributes.POSITION],
      positions: floats(attributes.POSITION),
      normals: floats(attributes.NORMAL),
      uvs: floats(attributes.TEXCOORD_0),
      indices: [...new Uint16Array(part(json.accessors[indices].bufferView).buffer)],
      picture: decodeImage(part(json.images[0].bufferView)),
    }
  }
  const pixel = ({ rgba, width, height }: Picture, u: number, v: number) => {
    const at =
      (Math.min(height - 1, Math.floor(v * height)) * width + Math.min(width - 1, Math.floor(u * width))) * 4
    return [...rgba.subarray(at, at + 3)]
  }

  test.each([
    ['a picture', QUARTERS],
    ['a disc', disc],
    ['a cutout', cutout],
    ['a ribbon', painted({ width: 300, height: 3, sample: (x) => x % 200 })],
    ['one pixel', painted({ width: 1, height: 1, sample: () => 90 })],
  ])('of %s has nothing that the Khronos validator minds', async (_, upload) => {
    const { issues } = await validateBytes(filesOf(upload).glb())
    expect(issues.messages).toEqual([])
  })

  test('is a metre at its longer side, stands on the floor, and has the proportions of the picture', () => {
    const { min, max } = open(quarters.glb()).bounds
    expect([min[0], max[0], min[1]]).toEqual([-0.5, 0.5, 0])
    expect(max[1]).toBeCloseTo(0.75, 5)
    expect(max[2] - min[2]).toBeGreaterThan(0.1)
    expect(max[2] - min[2]).toBeLessThan(0.3)
  })

  test.each([
    ['a picture', QUARTERS],
    ['a cutout', cutout],
    [
      'scattered pieces that meet at corners',
      painted({ colourType: 6, sample: (x, y, c) => (c === 3 && ((x >> 3) + (y >> 3)) % 2 === 0 ? 0 : 255) }),
    ],
  ])('of %s is closed: each edge is used once in each direction', (_, upload) => {
    const { positions, indices } = open(filesOf(upload).glb())
    const place = (vertex: number) => positions.subarray(vertex * 3, vertex * 3 + 3).join()
    const edges = new Map<string, number>()
    for (let i = 0; i < indices.length; i += 3) {
      const corners = indices.slice(i, i + 3).map(place)
      for (const [at, corner] of corners.entries()) {
        const edge = `${corner} ${corners[(at + 1) % 3]}`
        edges.set(edge, (edges.get(edge) ?? 0) + 1)
      }
    }
    const odd = [...edges].filter(
      ([edge, count]) => count !== 1 || !edges.has(edge.split(' ').toReversed().join(' ')),
    )
    expect(odd).toEqual([])
    expect(edges.size).toBeGreaterThan(1000)
  })

  test('faces outwards, with normals that agree', () => {
    const { positions, normals, indices } = open(filesOf(disc).glb())
    const at = (list: Float32Array, vertex: number) =>
      [...list.subarray(vertex * 3, vertex * 3 + 3)] as [number, number, number]
    let volume = 0
    let against = 0
    for (let i = 0; i < indices.length; i += 3) {
      const [a = 0, b = 0, c = 0] = indices.slice(i, i + 3)
      const [p, q, r] = [at(positions, a), at(positions, b), at(positions, c)]
      const u = q.map((v, k) => v - (p[k] ?? 0)) as [number, number, number]
      const w = r.map((v, k) => v - (p[k] ?? 0)) as [number, number, number]
      const face = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]]
      volume += face.reduce((sum, v, k) => sum + v * (p[k] ?? 0), 0) / 6
      if (face.reduce((sum, v, k) => sum + v * (at(normals, a)[k] ?? 0), 0) < 0) against++
    }
    expect(volume).toBeGreaterThan(0.05)
    expect(against).toBe(0)
  })

  test('shows the picture upright', () => {
    const { positions, uvs, normals, picture } = open(quarters.glb())
    const seen = new Set<string>()
    for (let i = 0; i < positions.length / 3; i++) {
      const [x = 0, y = 0] = positions.subarray(i * 3, i * 3 + 2)
      const nearSeam = Math.abs(x) < 0.03 || Math.abs(y - 0.375) < 0.03
      if (nearSeam || (normals[i * 3 + 2] ?? 0) <= 0) continue
      const colour = nameOf(pixel(picture, uvs[i * 2] ?? 0, uvs[i * 2 + 1] ?? 0))
      seen.add(`${y > 0.375 ? 'top' : 'bottom'} ${x < 0 ? 'left' : 'right'} ${colour}`)
    }
    expect(seen).toEqual(
      new Set(['top left red', 'top right green', 'bottom left blue', 'bottom right white']),
    )
  })

  test('rises where the picture is bright', () => {
    const { positions } = open(filesOf(disc).glb())
    const highest = (inner: number, outer: number) => {
      let height = Number.NEGATIVE_INFINITY
      for (let i = 0; i < positions.length; i += 3) {
        const distance = Math.hypot(positions[i] ?? 0, (positions[i + 1] ?? 0) - 0.5)
        if (distance >= inner && distance < outer) height = Math.max(height, positions[i + 2] ?? 0)
      }
      return height
    }
    expect(highest(0, 0.2)).toBeGreaterThan(highest(0.36, 0.4) + 0.05)
  })

  test('ends where the picture is transparent', () => {
    const { min, max } = open(filesOf(cutout).glb()).bounds
    for (const edge of [max[0], -min[0]]) {
      expect(edge).toBeGreaterThan(0.35)
      expect(edge).toBeLessThan(0.39)
    }
    expect(min[1]).toBeGreaterThan(0.1)
  })
})
