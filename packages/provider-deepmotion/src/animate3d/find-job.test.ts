import type { Ref } from '@onetake/core'
import { json } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { AT, single, startAnimate3D } from '../../test/animate3d.ts'
import { detectPersons } from './detect-persons.ts'
import { video2anim } from './video2anim.ts'

const listed = (fileName: unknown, more: object = {}) => ({
  rid: 'mine',
  fileName,
  ctime: AT,
  status: 'PROGRESS',
  ...more,
})
const find = async (list: unknown, claimed: readonly Ref[] = []) => {
  const { service, context } = startAnimate3D()
  service.on('/list/', json({ count: 1, list }))
  const attempt = { jobId: 'job-1', input: { video: 'clip' }, submittedAt: AT, claimed }
  return [await video2anim.find?.(attempt, context), await detectPersons.find?.(attempt, context)]
}

test.each(['onetake-job-1.mp4', 'onetake-job-1', 'uploads/7/onetake-job-1.mov'])(
  'is found by the name of its upload, listed as %s',
  async (name) => {
    const found = await find([
      listed('onetake-job-10.mp4', { rid: 'x' }),
      listed(name),
      listed('a', { rid: 'y' }),
    ])
    expect(found).toMatchObject([
      { rid: 'mine', kind: 'single' },
      { rid: 'mine', kind: 'detection' },
    ])
  },
)

test('is found although our clock is far before that of the service', async () => {
  expect(await find([listed('onetake-job-1.mp4', { ctime: AT - 1_800_000 })])).toMatchObject([
    { rid: 'mine' },
    { rid: 'mine' },
  ])
})

test.each([
  ['an empty list', []],
  ['jobs of other names', [listed('clip.mp4'), listed('onetake-other.mp4')]],
  ['one of long before', [listed('onetake-job-1.mp4', { ctime: AT - 3_600_001 })]],
  ['one that is known to be another', [listed('onetake-job-1.mp4', { rid: 'claimed' })]],
])('means that it did not arrive, with %s', async (_, list) => {
  expect(await find(list, [single('claimed')])).toEqual(['absent', 'absent'])
})

test.each([
  ['two of our name', [listed('onetake-job-1.mp4'), listed('onetake-job-1.mp4', { rid: 'y' })]],
  ['one without a name', [listed(null)]],
  ['a name that holds ours', [listed('1700_OneTake_Job_1_final.mp4')]],
  ['a name of ours that was cut', [listed('onetake-')]],
])('cannot be told, with %s', async (_, list) => {
  expect(await find(list)).toEqual(['unknowable', 'unknowable'])
})
