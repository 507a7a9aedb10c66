import { expect, it } from 'vitest'
import { travelOf } from './travel-of.ts'

/** A GLB with nothing but the animation of one place. */
function glbOf(
  times: readonly number[],
  places: readonly number[],
  change = (json: object) => json,
): ArrayBuffer {
  const numbers = new Float32Array([...times, ...places])
  const json = JSON.stringify(
    change({
      asset: { version: '2.0' },
      animations: [
        {
          channels: [
            { sampler: 1, target: { node: 0, path: 'rotation' } },
            { sampler: 0, target: { node: 0, path: 'translation' } },
          ],
          samplers: [{ input: 0, output: 1 }],
        },
      ],
      accessors: [
        { bufferView: 0, componentType: 5126, count: times.length },
        { bufferView: 0, byteOffset: times.length * 4, componentType: 5126, count: times.length },
      ],
      bufferViews: [{ buffer: 0 }],
    }),
  )
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4))
  const glb = new ArrayBuffer(20 + text.length + 8 + numbers.byteLength)
  new DataView(glb).setUint32(12, text.length, true)
  new Uint8Array(glb).set(text, 20)
  new Uint8Array(glb).set(new Uint8Array(numbers.buffer), 20 + text.length + 8)
  return glb
}

it('a character that walks is where its hips are', () => {
  const travel = travelOf(glbOf([0, 1, 2], [0, 1, 0, 0.5, 1, 2, 1, 1, 4]))
  expect([travel?.(0), travel?.(1), travel?.(9)]).toEqual([
    { x: 0, z: 0 },
    { x: 0.5, z: 2 },
    { x: 1, z: 4 },
  ])
})

it('a file that is packed, or moves nothing, is not followed', () => {
  expect(travelOf(glbOf([0], [0, 0, 0], (json) => ({ ...json, bufferViews: [] })))).toBeNull()
  expect(travelOf(glbOf([0], [0, 0, 0], (json) => ({ ...json, animations: [] })))).toBeNull()
})
