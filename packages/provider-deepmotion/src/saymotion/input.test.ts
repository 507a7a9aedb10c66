import { expect, test } from 'vitest'
import { lend } from '../../test/lend.ts'
import { refusalOf } from '@onetake/provider-kit/testing'
import { json, type ScriptedService } from '@onetake/provider-kit/testing'
import { scriptedSayMotion } from '../../test/lend.ts'
import { render } from './render.ts'
import { saymotion } from './saymotion.ts'
import { text2motion } from './text2motion.ts'

const motion = { prompt: 'a person waves', character: 'c1' }
const picture = { job: 'j1' }

async function issuesOf(operation: typeof text2motion | typeof render, input: unknown) {
  const { issues } = await operation.input['~standard'].validate(input)
  return (issues ?? []).map(({ path = [], message }) => ({ path: path.join('.'), message }))
}

test.each([
  [{ prompt: '' }, 'prompt', /1 to 2000 characters/],
  [{ prompt: '  \n ' }, 'prompt', /1 to 2000 characters/],
  [{ prompt: 'x'.repeat(2001) }, 'prompt', /1 to 2000 characters/],
  [{ prompt: undefined }, 'prompt', /text/],
  [{ prompt: 'walks\nsits' }, 'prompt', /without line breaks or control characters/],
  [{ prompt: 'walks, numVariant=8' }, 'prompt', /reads like a parameter/],
  [{ character: '' }, 'character', /characters call/],
  [{ character: 'a,b' }, 'character', /characters call/],
  [{ character: 7 }, 'character', /characters call/],
  [{ durationSeconds: 0 }, 'durationSeconds', /above 0, up to 10 seconds/],
  [{ durationSeconds: 10.1 }, 'durationSeconds', /above 0, up to 10 seconds/],
  [{ durationSeconds: null }, 'durationSeconds', /above 0, up to 10 seconds/],
  [{ durationSeconds: Number.NaN }, 'durationSeconds', /above 0, up to 10 seconds/],
  [{ physicsFilter: 'no' }, 'physicsFilter', /true or false/],
  [{ footLocking: 'sometimes' }, 'footLocking', /'auto', 'always', 'never', 'grounding'/],
  [{ poseFilteringStrength: 1.1 }, 'poseFilteringStrength', /from 0 to 1/],
  [{ skipFbx: 1 }, 'skipFbx', /true or false/],
  [{ variants: 0 }, 'variants', /whole number from 1 to 8/],
  [{ variants: 9 }, 'variants', /whole number from 1 to 8/],
  [{ variants: 1.5 }, 'variants', /whole number from 1 to 8/],
  [{ variants: '2' }, 'variants', /whole number from 1 to 8/],
  [{ model: 'c1' }, '', /^Unknown: model\. The fields are prompt, character, durationSeconds/],
])('text2motion names the field and what is allowed: %j', async (change, path, message) => {
  expect(await issuesOf(text2motion, { ...motion, ...change })).toEqual([
    { path, message: expect.stringMatching(message) },
  ])
})

test.each([
  [{ job: '' }, 'job', /SayMotion job that made a motion/],
  [{ variant: 9 }, 'variant', /from 1 to 8/],
  [{ backgroundColor: [0, 0, 256, 0] }, 'backgroundColor.2', /from 0 to 255/],
  [{ backgroundColor: [0, 0, 0] }, 'backgroundColor', /\[red, green, blue, alpha\]/],
  [{ backdrop: 'Moon' }, 'backdrop', /'studio', 'Checker_Cloudscape'/],
  [{ shadow: 1 }, 'shadow', /true or false/],
  [{ cameraMode: 'drone' }, 'cameraMode', /'cinematic', 'fixed', 'face'/],
  [{ cameraAngleDegrees: 91 }, 'cameraAngleDegrees', /-90 to 90 degrees/],
  [{ camMode: 1 }, '', /^Unknown: camMode\. The fields are job, variant/],
])('render names the field and what is allowed: %j', async (change, path, message) => {
  expect(await issuesOf(render, { ...picture, ...change })).toEqual([
    { path, message: expect.stringMatching(message) },
  ])
})

test.each([null, undefined, 'a person waves', [motion]])(
  'an input that is %j is told what it is',
  async (input) => {
    expect(await issuesOf(text2motion, input)).toEqual([
      { path: '', message: expect.stringMatching(/an object with the fields prompt, character/) },
    ])
  },
)

test.each([text2motion, render])('the JSON Schema is enough to draw a form', ({ input }) => {
  expect(input['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })).toMatchSnapshot()
})

const { operations, calls } = saymotion({ clientId: 'a', clientSecret: 'b' })
test.each(Object.entries({ ...operations, ...calls }))(
  '%s says what each of its fields is',
  (_, { input }) => {
    const schema = input['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false })
    for (const property of Object.values(schema?.['properties'] ?? {}))
      expect(property).toMatchObject({ description: expect.stringMatching(/^.{10,}$/) })
  },
)

/** What a submit sends for an input that went through the schema. */
async function sentFor(operation: typeof text2motion | typeof render, raw: unknown) {
  const service = scriptedSayMotion()
  service.on('/job/v1/process/', json({ rid: 'r1' }))
  const result = await operation.input['~standard'].validate(raw)
  if (result.issues !== undefined) throw new Error(result.issues[0]?.message)
  const context = lend(service, { j1: { rid: 'm/1', variants: 4 } })
  // Either operation takes what its own schema returned.
  const ref = await (operation.submit as typeof text2motion.submit)(result.value as never, context)
  const [sent] = service.to('/job/v1/process/')
  return {
    ref,
    path: sent?.url.pathname,
    body: sent?.body,
    method: sent?.method,
    type: sent?.headers.get('content-type'),
  }
}

test('text2motion sends the least that was asked for', async () => {
  expect(await sentFor(text2motion, { ...motion, prompt: ' a person waves\n' })).toEqual({
    ref: { rid: 'r1', variants: 1 },
    method: 'POST',
    type: 'application/json',
    path: '/job/v1/process/text2motion',
    body: { params: ['prompt="a person waves"', 'model=c1', 'numVariant=1'] },
  })
})

test('text2motion sends every parameter that the service has', async () => {
  const all = {
    ...motion,
    durationSeconds: 3.5,
    physicsFilter: false,
    footLocking: 'grounding',
    poseFilteringStrength: 0.25,
    skipFbx: true,
    variants: 4,
  }
  expect((await sentFor(text2motion, all)).body).toEqual({
    params: [
      'prompt="a person waves"',
      'model=c1',
      'requestedAnimationDuration=3.5',
      'dis=s',
      'footLockingMode=grounding',
      'poseFilteringStrength=0.25',
      'skipFBX=1',
      'numVariant=4',
    ],
  })
  const off = { ...motion, physicsFilter: true, skipFbx: false }
  expect((await sentFor(text2motion, off)).body).toEqual({
    params: ['prompt="a person waves"', 'model=c1', 'numVariant=1'],
  })
})

test('render sends every parameter that the service has', async () => {
  const all = {
    ...picture,
    variant: 3,
    backgroundColor: [0, 128, 255, 0],
    backdrop: 'studio',
    shadow: false,
    cameraMode: 'face',
    cameraAngleDegrees: -45,
  }
  expect(await sentFor(render, all)).toMatchObject({
    ref: { rid: 'r1', variants: null },
    path: '/job/v1/process/render',
    body: {
      params: [
        't2m_rid=m/1',
        'variant_id=3',
        'bgColor=0,128,255,0',
        'backdrop=studio',
        'shadow=0',
        'camMode=2',
        'camHorizontalAngle=-45',
      ],
    },
  })
})

test('a job that the service gives no name, or an impossible one, is unconfirmed', async () => {
  const service = scriptedSayMotion()
  for (const answer of [{}, { rid: '' }, { rid: 7 }, null, 'r1', { rid: '..' }, { rid: 'r'.repeat(201) }]) {
    service.on('/job/v1/process/', json(answer))
    const submit = text2motion.submit({ ...motion, variants: 1 }, lend(service))
    expect(await refusalOf(submit)).toMatchObject({ code: 'unconfirmed' })
  }
  expect(service.to('/job/v1/process/')).toHaveLength(7)
})

const withCharacters = (service: ScriptedService, ...ids: string[]) =>
  service.on('/character/v1/listModels', json({ list: ids.map((id) => ({ id, name: `Mx ${id}` })) }))

test('an unknown character is named together with those that there are', async () => {
  const service = scriptedSayMotion()
  withCharacters(service, 'c1', 'c2')
  const context = lend(service)
  expect(
    await refusalOf(
      Promise.resolve(text2motion.prepare?.({ ...motion, character: 'c9', variants: 1 }, context)),
    ),
  ).toMatchObject({
    code: 'invalid-input',
    issues: [{ path: 'character', message: 'Must be one of: c1 (Mx c1), c2 (Mx c2).' }],
  })
})

test('the first character moves when nobody is named', async () => {
  const service = scriptedSayMotion()
  withCharacters(service, 'c1', 'c2')
  const context = lend(service)
  const { character: _, ...unnamed } = { ...motion, variants: 1 }
  expect(await text2motion.prepare?.(unnamed, context)).toMatchObject({ character: 'c1' })
  withCharacters(service)
  expect(await refusalOf(Promise.resolve(text2motion.prepare?.(unnamed, lend(service))))).toMatchObject({
    code: 'invalid-input',
    issues: [{ path: 'character' }],
  })
})

test('the characters are kept for a minute, and asked anew for one that is not among them', async () => {
  const service = scriptedSayMotion()
  withCharacters(service, 'c1')
  const context = lend(service)
  const check = (character: string) => text2motion.prepare?.({ ...motion, character, variants: 1 }, context)
  const asked = () => service.to('/character/v1/listModels').length
  await Promise.all([check('c1'), check('c1'), check('c1')])
  service.pass(59_000)
  await check('c1')
  expect(asked()).toBe(1)
  service.pass(2_000)
  await check('c1')
  expect(asked()).toBe(2)
  withCharacters(service, 'c1', 'new')
  await check('new')
  expect(asked()).toBe(3)
  expect(service.to('/character/v1/listModels')[0]?.url.search).toBe('?stockModel=all')
})

test('more variants than the plan allows are refused before they cost anything', async () => {
  const service = scriptedSayMotion()
  withCharacters(service, 'c1')
  const context = lend(service)
  const check = (variants: number) => Promise.resolve(text2motion.prepare?.({ ...motion, variants }, context))
  const limits = { featureLimits: { maxVariantsGeneration: 4 }, name: 'Studio' }
  service.on('/account/v1/creditBalance', json({ credits: 9, subscription: limits }))
  await check(4)
  expect(await refusalOf(check(5))).toMatchObject({
    code: 'invalid-input',
    issues: [{ path: 'variants', message: 'Must be at most 4 in the plan Studio.' }],
  })
  service.on('/account/v1/creditBalance', json({ credits: 9 }))
  await check(8)
})
