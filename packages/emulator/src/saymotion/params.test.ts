import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Api, connect, MODEL, WAVE } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { SayMotionModes } from './modes.ts'

const clock = createManualClock()
let emulator: Emulator
let api: Api

const restart = async (saymotion: Partial<SayMotionModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { saymotion } })
  api = await connect(emulator)
}
const finish = () => clock.advance(100_000)
const refusal = async (params: readonly string[], processor = 'text2motion') => {
  const answer = await api.fetch(`/job/v1/process/${processor}`, {
    method: 'POST',
    body: JSON.stringify({ params }),
  })
  return [answer.status, ((await answer.json()) as { message?: string }).message]
}

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connect(emulator)
})
afterEach(() => emulator.close())

describe('parameters', () => {
  it.each([
    [['model=x'], 'The parameter prompt is missing.'],
    [['prompt=""', `model=${MODEL}`], 'The parameter prompt is missing.'],
    [[...WAVE, 'numVariant=9'], 'numVariant is a number from 1 to 8.'],
    [[...WAVE, 'numVariant=1.5'], 'numVariant is a whole number, not 1.5.'],
    [[...WAVE, 'poseFilteringStrength=high'], 'poseFilteringStrength is a number from 0 to 1.'],
    [
      [...WAVE, 'footLockingMode=some'],
      'footLockingMode is one of auto, always, never, grounding, not "some".',
    ],
    [[...WAVE, 'speed=3'], 'Unknown parameters: speed.'],
    [[...WAVE, 'dis'], 'Each of `params` reads "key=value".'],
    [[...WAVE, `model=${MODEL}`], 'The parameter model is there twice.'],
    [['t2m_rid=1', 'rerunRequest={"rerun": 1}'], 'There is no job 1.'],
    [['t2m_rid=1', 'rerunRequest={rerun: 1}'], 'rerunRequest is not JSON.'],
    [
      ['rerunRequest={"rerun": 1}', 'loopRequest={"numReps": 1}'],
      'One job is one edit, not rerunRequest and loopRequest.',
    ],
  ])('%j are refused with a reason', async (params, message) => {
    expect(await refusal(params)).toEqual([400, message])
    expect(emulator.snapshot().services.saymotion.jobs).toEqual([])
  })

  it.each([
    [
      'inPaintingRequest={"prompt":"jumps","intervals":[{"start":2,"end":1}]}',
      'An interval ends after its start.',
    ],
    [
      'inPaintingRequest={"prompt":"jumps","intervals":[]}',
      'inPaintingRequest.intervals is a list of {start, end}.',
    ],
    ['loopRequest={"numReps":0}', 'numReps is a whole number of at least 1.'],
    ['loopRequest={"numReps":1,"fixRootMode":"FREE"}', 'loopRequest.fixRootMode is INTERPOLATION or LOCKED.'],
    ['refineRequest={"creativity":1.1}', 'refineRequest.creativity is a number from 0 to 1.'],
    ['refineRequest={"mood":"sad"}', 'refineRequest has no field mood.'],
    ['mergingRequest={"t2m_rid":"1","prompt":"turns"}', 'There is no job 1.'],
  ])('of an edit, %s is refused with a reason', async (edit, message) => {
    const rid = await api.start(WAVE)
    finish()
    expect(await refusal([`t2m_rid=${rid}`, edit])).toEqual([400, message])
  })

  it('of a render are checked too', async () => {
    const rid = await api.start(WAVE)
    expect(await refusal([`t2m_rid=${rid}`], 'render')).toEqual([400, `The job ${rid} has no result.`])
    finish()
    const source = `t2m_rid=${rid}`
    expect(await refusal([source, 'variant_id=2'], 'render')).toEqual([
      400,
      `The job ${rid} has no variant 2.`,
    ])
    expect((await refusal([source, 'bgColor=0,300,0,0'], 'render'))[0]).toBe(400)
    expect((await refusal([source, 'camHorizontalAngle=91'], 'render'))[0]).toBe(400)
    expect((await refusal([source, 'backdrop=Moon'], 'render'))[0]).toBe(400)
    expect((await refusal([source], 'video2anim'))[0]).toBe(400)
  })

  it('lose one pair of quotes and keep those inside', async () => {
    await api.start(['prompt="a person says "hi""', `model=${MODEL}`, 'requestedAnimationDuration=null'])
    const { list } = await api.get<{ list: { parameters: object }[] }>('/job/v1/list')
    expect(list[0]?.parameters).toEqual({
      prompt: 'a person says "hi"',
      model: MODEL,
      requestedAnimationDuration: 'null',
    })
  })

  it('are not given where they are a bare null; a prompt of that word is one', async () => {
    expect(await refusal(['prompt=null', `model=${MODEL}`])).toEqual([
      400,
      'The parameter prompt is missing.',
    ])
    await api.start(['prompt="null"', `model=${MODEL}`])
    const { list } = await api.get<{ list: { parameters: object }[] }>('/job/v1/list')
    expect(list.map(({ parameters }) => parameters)).toEqual([{ prompt: 'null', model: MODEL }])
  })

  it('out of range make a job that fails where the modes say so', async () => {
    await restart({ invalidParams: 'fail-job' })
    const rid = await api.start([...WAVE, 'numVariant=9'])
    finish()
    expect((await api.status(rid))[0]).toMatchObject({
      status: 'FAILURE',
      details: { exc_message: ['502'] },
    })
  })

  it('naming a character that does not exist make a job that fails', async () => {
    const rid = await api.start(['prompt=walks', 'model=nobody'])
    finish()
    expect((await api.status(rid))[0]?.details).toMatchObject({ exc_message: ['704'] })
  })
})
