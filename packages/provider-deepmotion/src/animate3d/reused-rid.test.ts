import { expect, test } from 'vitest'
import { AT, multi, single } from '../../test/animate3d.ts'
import type { Animate3DRef } from './animate3d-ref.ts'
import type { JobFiles } from './download-links.ts'
import { verdictOn } from './reused-rid.ts'

const link = (group: string) => ({ group, type: 'bvh', url: 'https://x.test' })
const found = [link('characters_detection_result'), link('thumbnail_character_001')]
const made = [...found, link('clip_001')]
const ours = [{ trackingId: '001', modelId: 'c1' }]
const theirs = [{ trackingId: '001', modelId: 'c2' }]
const more = [...ours, { trackingId: '002', modelId: 'c2' }]
const again: Partial<Animate3DRef> = { reuse: { at: AT, hadPersons: true } }

test.each<[string, Animate3DRef, JobFiles, number, ReturnType<typeof verdictOn>]>([
  ['an id of its own', single('r'), { links: found, mode: 0, models: null }, 0, 'own'],
  ['the detection, at once', multi('r'), { links: found, mode: 0, models: null }, 0, 'stale'],
  ['the detection in mode 1, at once', multi('r'), { links: found, mode: 1, models: ours }, 0, 'stale'],
  ['the detection, after a minute', multi('r'), { links: found, mode: 0, models: null }, 60_000, 'stale'],
  ['the detection, after an hour', multi('r'), { links: found, mode: 0, models: null }, 3_600_000, 'lost'],
  ['our persons, at once', multi('r'), { links: made, mode: 1, models: ours }, 0, 'own'],
  ['persons of nobody, at once', multi('r'), { links: made, mode: 1, models: null }, 0, 'own'],
  ['motions in no mode, at once', multi('r'), { links: made, mode: null, models: null }, 0, 'stale'],
  [
    'motions in no mode, after a minute',
    multi('r'),
    { links: made, mode: null, models: null },
    60_000,
    'own',
  ],
  ['other persons, after a minute', multi('r'), { links: made, mode: 1, models: theirs }, 60_000, 'stale'],
  ['more persons, at once', multi('r'), { links: made, mode: 1, models: more }, 0, 'own'],
  ['other persons, after an hour', multi('r'), { links: made, mode: 1, models: theirs }, 3_600_000, 'own'],
  ['our persons again, at once', multi('r', again), { links: made, mode: 1, models: ours }, 0, 'stale'],
  [
    'our persons again, after a minute',
    multi('r', again),
    { links: made, mode: 1, models: ours },
    60_000,
    'own',
  ],
  [
    'a re-run, at once',
    single('r', again),
    { links: [link('clip')], mode: 0, models: null },
    29_000,
    'stale',
  ],
  [
    'a re-run, after a moment',
    single('r', again),
    { links: [link('clip')], mode: 0, models: null },
    31_000,
    'own',
  ],
])('a success that shows %s', (_, ref, files, age, verdict) => {
  expect(verdictOn(ref, files, AT + age)).toBe(verdict)
})
