import { validateBytes } from 'gltf-validator'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { readContainer, writeContainer } from './glb-container.ts'
import { readClip } from '../humanoid/read-clip.ts'
import { toMotion } from '../motion/to-motion.ts'
import { mergeAnimations, type MergeSource } from './merge-animations.ts'
import { motionToGlb } from './motion-to-glb.ts'

async function clipOf(name: string, text: string): Promise<MergeSource> {
  return { name, bytes: await motionToGlb(toMotion(parseBvh(text), { unit: 'cm' }).motion, { name: 'hero' }) }
}

const frames = (turn: number): readonly string[] =>
  Array.from({ length: 5 }, (_, frame) => `0 90 ${frame} ${frame * turn} 0 0 0 ${-frame} 0`)
const walk = await clipOf('walk', bvhText({ frames: frames(5) }))
const run = await clipOf('run', bvhText({ frames: frames(20) }))

describe('mergeAnimations', () => {
  test('puts the clips of one character into one file, which the Khronos validator accepts', async () => {
    const { glb, clips } = mergeAnimations([walk, run, { ...run, name: 'walk' }])
    expect(clips).toEqual(['walk', 'run', 'walk 2'])
    const { issues } = await validateBytes(glb)
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 })
    for (const [name, source] of [
      ['walk', walk],
      ['run', run],
      ['walk 2', run],
    ] as const)
      expect(readClip(glb, { clip: name })).toEqual(readClip(source.bytes))
  })

  test('finds joints by name, in whatever order the other file has them', () => {
    const { json, binary } = readContainer(run.bytes)
    // The same file with an unused node in front, so that every number is one higher.
    const shifted = JSON.parse(
      JSON.stringify(json, (key, value: unknown) => {
        if (key === 'node') return Number(value) + 1
        if ((key === 'children' || key === 'joints' || key === 'nodes') && Array.isArray(value))
          return typeof value[0] === 'number'
            ? value.map((node) => Number(node) + 1)
            : [{ name: 'Extra' }, ...value]
        return key === 'skeleton' ? Number(value) + 1 : value
      }),
    )
    const moved = { name: 'run', bytes: writeContainer({ json: shifted, binary }) }
    expect(readClip(mergeAnimations([walk, moved]).glb, { clip: 'run' })).toEqual(readClip(run.bytes))
  })

  test.each([
    ['a joint with another name', bvhText().replace('Spine', 'Chest'), /there is no "Chest" in "walk"/],
    ['a longer bone', bvhText().replace('OFFSET 0 50 0', 'OFFSET 0 53 0'), /"Spine" rests 3.0 cm elsewhere/],
    [
      'a joint more',
      bvhText().replace('End Site', 'JOINT Head { OFFSET 0 9 0 }\nEnd Site'),
      /3 joints where there are 2/,
    ],
  ])('%s is another skeleton, and is refused in words', async (_, text, message) => {
    const other = await clipOf('other', text)
    expect(() => mergeAnimations([walk, other])).toThrow(message)
    expect(() => mergeAnimations([walk, other])).toThrow(/^"other" has another skeleton than "walk"/)
  })

  test('one file is itself with its clip named, and none is refused', () => {
    expect(mergeAnimations([walk]).clips).toEqual(['walk'])
    expect(() => mergeAnimations([])).toThrow(/nothing to merge/)
  })

  test('a damaged file is refused by its name', () => {
    const cut = { name: 'cut', bytes: run.bytes.subarray(0, 200) }
    expect(() => mergeAnimations([walk, cut])).toThrow(/^"cut": This GLB is damaged/)
  })
})
