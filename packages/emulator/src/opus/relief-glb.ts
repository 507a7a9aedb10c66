import { createBuffer, gl, pack } from '../files/glb.ts'
import type { Solid } from './solid.ts'

/** glTF's numbers: linear filters, with smaller copies of the picture, and edges that are not repeated. */
const sampler = { magFilter: 9729, minFilter: 9987, wrapS: 33071, wrapT: 33071 }

/**
 * A solid as a binary glTF 2.0 with its picture inside: metres, Y up, the front facing +Z, standing on the origin.
 *
 * @param picture - JPEG, its sides powers of two, which every reader takes.
 * @see glTF 2.0 specification, sections 3.6.1.1 (images), 3.7.2 (meshes) and 3.9 (materials).
 */
export function toReliefGlb(solid: Solid, picture: Uint8Array): Uint8Array {
  const buffer = createBuffer()
  const short = solid.positions.length / 3 <= 0xffff
  const indices = short ? Uint16Array.from(solid.indices) : solid.indices
  const primitive = {
    attributes: {
      POSITION: buffer.add(solid.positions, 'VEC3', { target: gl.vertices, bounds: true }),
      NORMAL: buffer.add(solid.normals, 'VEC3', { target: gl.vertices }),
      TEXCOORD_0: buffer.add(solid.uvs, 'VEC2', { target: gl.vertices }),
    },
    indices: buffer.add(indices, 'SCALAR', { target: gl.indices }),
    material: 0,
  }
  const image = buffer.view(picture)
  const json = {
    asset: { version: '2.0', generator: '@onetake/emulator' },
    scene: 0,
    scenes: [{ name: 'Scene', nodes: [0] }],
    nodes: [{ name: 'relief', mesh: 0 }],
    meshes: [{ name: 'relief', primitives: [primitive] }],
    materials: [
      {
        name: 'relief',
        pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0, roughnessFactor: 0.9 },
      },
    ],
    textures: [{ sampler: 0, source: 0 }],
    samplers: [sampler],
    images: [{ name: 'picture', bufferView: image, mimeType: 'image/jpeg' }],
    accessors: buffer.accessors,
    bufferViews: buffer.views,
    buffers: [{ byteLength: buffer.length() }],
  }
  return pack(new TextEncoder().encode(JSON.stringify(json)), buffer.bytes())
}
