import { Document } from '@gltf-transform/core'
import { describe, expect, test } from 'vitest'
import { guessClipFps, sampleClips } from './glb-clips.ts'
import { placeNodes } from './glb-nodes.ts'

/** A node that a clip moves along x, under another one of this scale. */
function clipOf(
  interpolation: 'LINEAR' | 'STEP' | 'CUBICSPLINE',
  times: number[],
  values: number[],
  parentScale = 1,
) {
  const document = new Document()
  const buffer = document.createBuffer()
  const parent = document.createNode('parent').setScale([parentScale, parentScale, parentScale])
  const node = document.createNode('child')
  parent.addChild(node)
  document.createScene().addChild(parent)
  const accessor = (array: number[], type: 'SCALAR' | 'VEC3') =>
    document.createAccessor().setType(type).setArray(Float32Array.from(array)).setBuffer(buffer)
  const sampler = document
    .createAnimationSampler()
    .setInput(accessor(times, 'SCALAR'))
    .setOutput(
      accessor(
        values.flatMap((value) => [value, 0, 0]),
        'VEC3',
      ),
    )
    .setInterpolation(interpolation)
  const channel = document
    .createAnimationChannel()
    .setTargetNode(node)
    .setTargetPath('translation')
    .setSampler(sampler)
  const clip = document.createAnimation('a').addSampler(sampler).addChannel(channel)
  const placed = placeNodes(document)
  const placeOf = new Map(placed.map((place, index) => [place.node, index]))
  return {
    document,
    clip,
    along: (fps: number) =>
      sampleClips([clip], fps, placeOf, placed)[0]?.tracks[0]?.values.filter((_, at) => at % 3 === 0),
  }
}

describe('sampleClips', () => {
  test('straight lines, steps and splines are sampled on frames', () => {
    expect([...(clipOf('LINEAR', [0, 1], [0, 4]).along(4) ?? [])]).toEqual([0, 1, 2, 3, 4])
    expect([...(clipOf('STEP', [0, 1], [0, 4]).along(4) ?? [])]).toEqual([0, 0, 0, 0, 4])
    // In-tangent, value, out-tangent; of flat tangents the middle is half-way, a quarter is 5/32.
    expect([...(clipOf('CUBICSPLINE', [0, 1], [0, 0, 0, 0, 4, 0]).along(4) ?? [])]).toEqual([
      0, 0.625, 2, 3.375, 4,
    ])
  })

  test('a last key between two frames is reached', () => {
    expect(clipOf('LINEAR', [0, 0.9], [0, 9]).along(4)?.at(-1)).toBe(9)
  })

  test('a scale that was taken off the parent multiplies what its children travel', () => {
    expect([...(clipOf('LINEAR', [0, 1], [0, 4], 0.5).along(2) ?? [])]).toEqual([0, 1, 2])
  })

  test('a channel that rests in one clip and moves in another is in both, one that never moves in none but the first', () => {
    const still = clipOf('LINEAR', [0, 1], [0, 0])
    const channel = still.clip.listChannels()[0]
    const [target, sampler] = [channel?.getTargetNode(), channel?.getSampler()]
    if (!target || !sampler) throw new Error('no channel')
    const trackCounts = (): readonly number[] => {
      const placed = placeNodes(still.document)
      const placeOf = new Map(placed.map((place, index) => [place.node, index]))
      return sampleClips(still.document.getRoot().listAnimations(), 30, placeOf, placed).map(
        ({ tracks }) => tracks.length,
      )
    }
    // A second channel of the same clip that rests, too.
    const parent = target.getParentNode()
    still.clip.addChannel(
      still.document
        .createAnimationChannel()
        .setTargetNode(parent)
        .setTargetPath('translation')
        .setSampler(sampler),
    )
    expect(trackCounts()).toEqual([1])
    const moved = still.document
      .createAccessor()
      .setType('VEC3')
      .setArray(Float32Array.of(0, 0, 0, 4, 0, 0))
    const other = still.document.createAnimationSampler().setInput(sampler.getInput()).setOutput(moved)
    const moving = still.document.createAnimation('b').addSampler(other)
    for (const node of [target, parent])
      moving.addChannel(
        still.document
          .createAnimationChannel()
          .setTargetNode(node)
          .setTargetPath('translation')
          .setSampler(other),
      )
    expect(trackCounts()).toEqual([2, 2])
  })

  test('a clip that goes on for a day is refused', () => {
    expect(() => clipOf('LINEAR', [0, 86_400], [0, 1]).along(30)).toThrow(/Cut it first/)
  })

  test('the rate is that of evenly spaced keys, and unknown otherwise', () => {
    const times = Array.from({ length: 25 }, (_, index) => index / 24)
    expect(guessClipFps([clipOf('LINEAR', times, times).clip])).toBe(24)
    expect(guessClipFps([clipOf('LINEAR', [0, 0.37, 1.3], [0, 1, 2]).clip])).toBe(null)
    expect(guessClipFps([])).toBe(null)
  })
})
