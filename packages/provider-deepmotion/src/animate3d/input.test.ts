import { expect, test } from 'vitest'
import { detectPersons } from './detect-persons.ts'
import { multiPerson } from './multi-person.ts'
import { toParams } from './params.ts'
import { rerun } from './rerun.ts'
import { settingsSchema, toParamValues } from './settings.ts'
import { video2anim } from './video2anim.ts'

const validate = (asked: object) => video2anim.input['~standard'].validate({ video: 'clip', ...asked })

/** By the name in the Python SDK's `ProcessParams`. */
test.each<[string, object, string]>([
  ['formats', { formats: ['bvh', 'fbx', 'mp4', 'glb'] }, 'formats=bvh,fbx,mp4,glb'],
  ['model_id', { character: 'm-1' }, 'model=m-1'],
  ['track_face', { trackFace: true }, 'trackFace=1'],
  ['track_hand', { trackHand: false }, 'trackHand=0'],
  ['sim', { physicsFilter: true }, 'sim=1'],
  ['foot_locking_mode', { footLocking: 'grounding' }, 'footLockingMode=grounding'],
  ['video_speed_multiplier', { speedMultiplier: 2 }, 'videoSpeedMultiplier=2'],
  ['pose_filtering_strength', { poseFilteringStrength: 0.5 }, 'poseFilteringStrength=0.5'],
  ['upper_body_only', { upperBodyOnly: true }, 'upperBodyOnly=true'],
  ['root_at_origin', { rootAtOrigin: false }, 'rootAtOrigin=false'],
  ['trim', { trim: { from: 1, to: 2.6 } }, 'trim=1,2.6'],
  ['crop', { crop: { left: 0.1, top: 0.2, right: 0.9, bottom: 1 } }, 'crop=0.1,0.2,0.9,1'],
  ['render_sbs', { sideBySide: true }, 'render.sbs=1'],
  ['render_bg_color', { backgroundColor: [0, 177, 64, 0] }, 'render.bgColor=0,177,64,0'],
  ['render_backdrop', { backdrop: 'studio' }, 'render.backdrop=studio'],
  ['render_shadow', { shadow: true }, 'render.shadow=1'],
  ['render_include_audio', { includeAudio: false }, 'render.includeAudio=0'],
  ['render_cam_mode', { cameraMode: 'face' }, 'render.CamMode=2'],
  ['config', {}, 'config=configDefault'],
])('%s: %j is sent as %s', async (_, asked, expected) => {
  const result = await validate(asked)
  if (result.issues) throw new Error(JSON.stringify(result.issues))
  expect(toParams(toParamValues(settingsSchema.parse(result.value)))).toContain(expected)
})

test('a background shows the character alone', () => {
  expect(toParams(toParamValues({ backgroundColor: [0, 0, 0, 0] }))).toContain('render.sbs=0')
  expect(toParams(toParamValues({ shadow: true })).join()).not.toContain('render.sbs')
})

test.each<[object, string, RegExp]>([
  [{ video: '../etc' }, 'video', /upload/],
  [{ formats: [] }, 'formats', /'bvh'/],
  [{ formats: ['bvh', 'bvh'] }, 'formats', /once/],
  [{ formats: ['usd'] }, 'formats.0', /'bvh'/],
  [{ formats: ['mp4', 'png'] }, 'formats', /not both/],
  [{ formats: ['bvh'], shadow: true }, 'shadow', /'mp4'/],
  [{ formats: ['png'], includeAudio: false }, 'includeAudio', /'mp4'/],
  [{ sideBySide: true, backdrop: 'studio' }, 'sideBySide', /backdrop/],
  [{ speedMultiplier: 0.5 }, 'speedMultiplier', /1 to 8/],
  [{ poseFilteringStrength: 2 }, 'poseFilteringStrength', /0 to 1/],
  [{ trim: { from: 2, to: 2 } }, 'trim', /after/],
  [{ trim: { from: -1, to: 2 } }, 'trim.from', /seconds/],
  [{ trim: [0, 1] }, 'trim', /seconds/],
  [{ crop: { left: 0.5, top: 0, right: 0.4, bottom: 1 } }, 'crop', /beyond/],
  [{ crop: { left: 0, top: 0, right: 1 } }, 'crop.bottom', /0 to 1/],
  [{ backgroundColor: [0, 0, 0] }, 'backgroundColor', /0 to 255/],
  [{ backgroundColor: [0, 0, 256, 0] }, 'backgroundColor.2', /0 to 255/],
  [{ trackFace: 1 }, 'trackFace', /true or false/],
  [{ footLocking: 'sometimes' }, 'footLocking', /'auto'/],
  [{ cameraMode: 1 }, 'cameraMode', /'cinematic'/],
  [{ character: 'a b' }, 'character', /characters call/],
  [{ model: 'x' }, '', /Unknown: model/],
])('%j is refused at "%s"', async (asked, path, message) => {
  const { issues } = await validate(asked)
  expect(issues?.map((issue) => (issue.path ?? []).join('.'))).toContain(path)
  expect(issues?.[0]?.message).toMatch(message)
})

test.each<[object, RegExp]>([
  [{ persons: [] }, /1 to 16/],
  [{ persons: Array.from({ length: 17 }, (_, index) => ({ trackingId: String(100 + index) })) }, /1 to 16/],
  [{ persons: [{ trackingId: '001' }, { trackingId: '001' }] }, /at most once/],
  [{ persons: [{ trackingId: '1' }] }, /'001'/],
  [{ persons: [{ trackingId: '001', modelId: 'x' }] }, /1 to 16/],
  [{ persons: [{ trackingId: '001' }], character: 'c1' }, /Unknown: character/],
  [{ persons: [{ trackingId: '001' }], formats: ['bvh'], shadow: true }, /'mp4'/],
])('of persons, %j is refused', async (asked, message) => {
  const { issues } = await multiPerson.input['~standard'].validate({ job: 'j', ...asked })
  expect(issues?.[0]?.message).toMatch(message)
})

test('every field says what it is, for whoever builds a form', () => {
  for (const { input } of [video2anim, detectPersons, multiPerson, rerun]) {
    const schema = input['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
    const { properties } = schema as { properties: Record<string, { description?: string }> }
    const silent = Object.keys(properties).filter((name) => !properties[name]?.description?.endsWith('.'))
    expect(silent).toEqual([])
  }
})
