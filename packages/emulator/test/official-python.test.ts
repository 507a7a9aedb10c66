import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { footage } from './animate3d-api.ts'

/** A Python with dm-animate3d-api 1.0.2 and dm-saymotion-api 1.0.2. */
const python = process.env['DEEPMOTION_PYTHON']

const run = promisify(execFile)

describe.skipIf(!python)('the official Python clients, unchanged', { timeout: 120_000 }, () => {
  let emulator: Emulator
  let folder: string

  beforeEach(async () => {
    // An hour of theirs is under ten seconds here.
    emulator = await createEmulator({ speed: 400 })
    folder = await mkdtemp(join(tmpdir(), 'onetake-emulator-'))
    await writeFile(join(folder, 'dance.mp4'), footage(1))
  })
  afterEach(async () => {
    await emulator.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** @returns The report that the run prints as its last line. */
  async function reportOf(service: 'animate3d' | 'saymotion', kind: string, url = emulator.urls[service]) {
    const { clientId, clientSecret } = emulator.credentials[service]
    const script = join(import.meta.dirname, 'python', `${service}.py`)
    const { stdout } = await run(python ?? '', ['-B', script, url, clientId, clientSecret, folder, kind])
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>
  }

  it.each(['sync', 'async'])('of Animate 3D call every method, %s', async (kind) => {
    const { single, ...facts } = await reportOf('animate3d', kind)
    expect(single).toMatch(/^\d+-\d+-\d+$/)
    expect(facts).toEqual({
      credits: 1000,
      models: ['Female Generic', 'Male Generic', 'Roblox R15'],
      custom: ['Hero'],
      deleted: 1,
      status: 'SUCCESS',
      mode: 0,
      files: ['dance.bvh', 'dance.fbx', 'dance.glb', 'dance.mp4'],
      another: true,
      people: {
        same: true,
        multi: true,
        // The files of the detection are in the same folder: both have one id.
        files: ['all_characters.bvh.zip', 'all_characters.fbx.zip', 'characters_detection_result.cdsave'],
      },
      failure: expect.stringContaining('202'),
      listed: [
        ['SUCCESS', 'dance.mp4'],
        ['SUCCESS', 'dance.mp4'],
        ['SUCCESS', 'dance.mp4'],
        ['FAILURE', 'garbage.mp4'],
      ],
      unused: [],
      refused: true,
    })
  })

  it.each([
    // The one client names an fbx after what it is, the other does not.
    ['sync', 'zip'],
    ['async', 'fbx'],
  ])('of SayMotion call every method, %s', async (kind, fbx) => {
    // It is to be canceled, however slow this machine is.
    emulator.faults.add({ route: 'saymotion.import', kind: 'stall-job', atPercent: 50 })
    expect(await reportOf('saymotion', kind)).toEqual({
      credits: 1000,
      models: ['Female Generic', 'Male Generic', 'Roblox R15'],
      custom: ['Hero'],
      deleted: 1,
      status: 'SUCCESS',
      files: ['bvh', fbx, 'glb', 'mp4'].map((type) => `motion_v2.${type}`).toSorted(),
      edits: 6,
      imported: 'PROGRESS',
      canceled: true,
      optimized: '["A person walks.","A person sits down."]',
      listed: true,
      unused: [],
      refused: true,
    })
  })

  it('of Animate 3D sign in without a cookie where the host is an address', async () => {
    await emulator.close()
    emulator = await createEmulator({ speed: 400, host: '127.0.0.1' })
    expect((await reportOf('animate3d', 'async'))['status']).toBe('SUCCESS')
    expect(
      new Set(emulator.journal.entries({ route: 'animate3d.status' }).map(({ credentials }) => credentials)),
    ).toEqual(new Set(['basic']))
  })
})
