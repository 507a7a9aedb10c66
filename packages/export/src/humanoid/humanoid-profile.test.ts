import { describe, expect, test } from 'vitest'
import { figureJoints } from '../../test/sample-figure.ts'
import { fromProfile, toProfile } from './humanoid-profile.ts'
import { mapHumanoid } from './map-humanoid.ts'

const skeleton = { joints: figureJoints() }
const map = mapHumanoid(skeleton)
const profile = toProfile(map, skeleton, 'hero')

test('a profile survives JSON and means the same map', () => {
  const read = fromProfile(JSON.parse(JSON.stringify(profile)), skeleton)
  expect([read.bones, read.spine, read.neck, read.score]).toEqual([map.bones, map.spine, map.neck, 1])
  expect(read.findings[0]).toMatchObject({ bone: 'hips', source: 'profile', why: 'Profile "hero" says so.' })
})

test('the fifteen required bones are enough', () => {
  const { hips, head, ...others } = profile.bones
  const bones = Object.fromEntries([
    ['hips', hips],
    ['head', head],
    ...Object.entries(others).filter(([bone]) => /Leg|Foot|Arm|Hand$|spine/.test(bone)),
  ])
  expect(fromProfile({ ...profile, bones }, skeleton)).toMatchObject({
    isHumanoid: true,
    spine: map.spine,
    neck: map.neck,
  })
})

describe('refused, and told why:', () => {
  test.each([
    ['no profile', null, /its kind is not/],
    ['another file', { hips: 'Hips' }, /its kind is not/],
    ['another version', { ...profile, version: 2 }, /has version 2; this release reads version 1/],
    ['no name', { ...profile, name: undefined }, /has no name/],
    ['no bones', { ...profile, bones: ['Hips'] }, /no object of bone to joint name/],
    ['an unknown bone', { ...profile, bones: { tail: 'Hips' } }, /"tail" is no bone/],
    [
      'a joint that is not there',
      { ...profile, bones: { hips: 'Pelvis' } },
      /hips is "Pelvis", which this skeleton lacks/,
    ],
    ['a joint that is no name', { ...profile, bones: { hips: 3 } }, /hips is 3, which this skeleton lacks/],
    [
      'one joint for two bones',
      { ...profile, bones: { hips: 'Hips', spine: 'Hips' } },
      /spine and hips are both "Hips"/,
    ],
  ])('%s', (_, input, message) =>
    expect(() => fromProfile(input, skeleton)).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringMatching(message) }),
    ),
  )
})
