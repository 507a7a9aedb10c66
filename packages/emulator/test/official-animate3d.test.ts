import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Animate3DClient,
  AsyncAnimate3DClient,
  ProcessParams,
  type ResultCallback,
  Status,
} from 'dm-animate3d-api'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEmulator, createManualClock, type Emulator } from '../src/index.ts'
import { footage } from './animate3d-api.ts'
import { MODEL } from './api.ts'

/** Seconds between the client's polls. */
const POLL = 0.001

const clock = createManualClock()

/** Every progress report moves time on by a second: no test waits, and none depends on the machine's pace. */
const tick = () => clock.advance(1000)

const PEOPLE = [
  { trackingId: '001', modelId: MODEL },
  { trackingId: '002', modelId: '65c0ffee0000000000000002' },
]

// Films are made in this process, and machines differ.
describe('the official npm client of Animate 3D, unchanged', { timeout: 120_000 }, () => {
  let emulator: Emulator
  let client: Animate3DClient
  let folder: string
  let video: string
  let rid: string

  beforeAll(async () => {
    // The client reports to the console; a test run should not.
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    emulator = await createEmulator({ clock })
    const { clientId, clientSecret } = emulator.credentials.animate3d
    client = new Animate3DClient(emulator.urls.animate3d, clientId, clientSecret)
    folder = await mkdtemp(join(tmpdir(), 'onetake-emulator-'))
    video = join(folder, 'dance.mp4')
    await writeFile(video, footage(1.5))
    rid = await client.start_new_job(video, undefined, undefined, tick, tick, POLL)
  })

  afterAll(async () => {
    vi.restoreAllMocks()
    await client?.close()
    await emulator?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function downloaded(job: string): Promise<Map<string, Buffer>> {
    await client.download_job(job, folder)
    const names = await readdir(join(folder, job))
    const files = names.map(async (name) => [name, await readFile(join(folder, job, name))] as const)
    return new Map(await Promise.all(files))
  }

  it('is the same class under both names', () => {
    expect(AsyncAnimate3DClient).toBe(Animate3DClient)
  })

  it('reads a whole number of credits', async () => {
    expect(await client.get_credit_balance()).toBe(998)
  })

  it('finds, uploads and deletes characters', async () => {
    const models = await client.list_character_models()
    expect(models.map(({ name }) => name)).toContain('Female Generic')
    expect(await client.list_character_models(models[1]?.id)).toHaveLength(1)
    expect(await client.list_character_models(undefined, 'no such name')).toEqual([])
    const file = join(folder, 'hero.glb')
    await writeFile(file, 'glTF of a hero')
    const id = await client.upload_character_model(file, 'Hero', true)
    const foreign = await client.upload_character_model('https://models.example.com/hero.fbx')
    const custom = await client.list_character_models(undefined, undefined, true)
    expect(custom.map(({ name }) => name)).toEqual(['Hero', 'Unnamed Model'])
    expect(await client.delete_character_model(id)).toBe(1)
    expect(await client.delete_character_model(foreign)).toBe(1)
    expect(await client.delete_character_model(foreign)).toBe(0)
  })

  it('sees the queue, then progress, then the result', async () => {
    const seen: { position: number; percent: number }[] = []
    const done = await finished((result) =>
      client.start_new_job(
        video,
        new ProcessParams({ model_id: MODEL }),
        'named otherwise.mp4',
        result,
        (data) => {
          seen.push({ position: data.position_in_queue, percent: data.progress_percent })
          tick()
        },
        POLL,
      ),
    )
    expect(seen.slice(0, 4)).toEqual([
      { position: 1, percent: 0 },
      { position: 1, percent: 0 },
      { position: 0, percent: 0 },
      { position: 0, percent: 8 },
    ])
    const status = await client.get_job_status(done)
    expect(status).toMatchObject({ status: Status.SUCCESS, details: { input_file: ['named otherwise.mp4'] } })
    expect((await client.download_job(done)).name).toBe('named otherwise.mp4')
  })

  it('downloads files that are what they are called', async () => {
    const files = await downloaded(rid)
    expect([...files.keys()].toSorted()).toEqual(['dance.bvh', 'dance.fbx', 'dance.glb', 'dance.mp4'])
    expect(files.get('dance.bvh')?.toString()).toMatch(/^HIERARCHY[\s\S]*MOTION\r?\nFrames: 45/)
    expect(files.get('dance.glb')?.subarray(0, 4).toString()).toBe('glTF')
    expect(files.get('dance.mp4')?.subarray(4, 8).toString()).toBe('ftyp')
    const inside = Object.keys(unzipSync(files.get('dance.fbx') ?? Buffer.of()))
    expect(inside.some((name) => name.endsWith('.fbx'))).toBe(true)
  })

  it('sends every parameter that it has', async () => {
    const params = new ProcessParams({
      formats: ['bvh', 'mp4'],
      model_id: MODEL,
      sim: 1,
      track_face: 1,
      track_hand: 1,
      foot_locking_mode: 'grounding',
      video_speed_multiplier: 2,
      pose_filtering_strength: 0.5,
      upper_body_only: true,
      root_at_origin: false,
      trim: [0.5, 1.5],
      crop: [0.1, 0.1, 0.9, 0.9],
      render_sbs: 0,
      render_bg_color: [0, 177, 64, 0],
      render_backdrop: 'studio',
      render_shadow: 1,
      render_include_audio: 1,
      render_cam_mode: 2,
    })
    const done = await finished((result) => client.start_new_job(video, params, undefined, ...told(result)))
    const files = await downloaded(done)
    expect([...files.keys()].toSorted()).toEqual(['dance.bvh', 'dance.mp4'])
    // A second of the clip, twice as fast.
    expect(files.get('dance.bvh')?.toString()).toMatch(/MOTION\r?\nFrames: 15\r?\n/)
  })

  it('runs a job again, as another character', async () => {
    const params = new ProcessParams({ formats: ['bvh'], model_id: PEOPLE[1]?.modelId ?? '' })
    const again = await finished((result) => client.rerun_job(rid, params, ...told(result)))
    expect(again).not.toBe(rid)
    const files = await downloaded(again)
    expect(files.get('dance.bvh')).toEqual((await downloaded(rid)).get('dance.bvh'))
  })

  it('detects people and animates each of them under the same id', async () => {
    const detection = await finished((result) =>
      client.prepare_multi_person_job(video, undefined, ...told(result)),
    )
    const found = await downloaded(detection)
    expect([...found.keys()].toSorted()).toEqual([
      'characters_detection_result.cdsave',
      'thumbnail_character_001.png',
      'thumbnail_character_002.png',
    ])
    const { detectionResults } = JSON.parse(String(found.get('characters_detection_result.cdsave'))) as {
      detectionResults: { id: number }[][]
    }
    expect(new Set(detectionResults.flat().map(({ id }) => id))).toEqual(new Set([1, 2]))

    const params = new ProcessParams({ formats: ['bvh', 'fbx', 'mp4'] })
    const animated = await finished((result) =>
      client.start_multi_person_job(detection, PEOPLE, params, ...told(result)),
    )
    expect(animated).toBe(detection)
    expect(params.models).toBeUndefined()
    const link = await client.download_job(animated)
    expect(link).toMatchObject({ mode: 1, models: PEOPLE })
    const files = await downloaded(animated)
    const zip = unzipSync(files.get('all_characters.bvh.zip') ?? Buffer.of())
    expect(Object.keys(zip)).toEqual(['dance_001.bvh', 'dance_002.bvh'])
    expect(files.get('dance.mp4')?.subarray(4, 8).toString()).toBe('ftyp')
  })

  it('lists jobs by status', async () => {
    const jobs = await client.list_jobs([Status.SUCCESS, Status.FAILURE])
    expect(jobs[0]).toMatchObject({ rid, status: Status.SUCCESS })
    expect(await client.list_jobs([Status.PROGRESS])).toEqual([])
    expect((await client.list_jobs()).length).toBe(jobs.length)
  })

  it('is told why a job failed', async () => {
    const garbage = join(folder, 'garbage.mp4')
    await writeFile(garbage, 'no video at all')
    const results: unknown[] = []
    const failed = await client.start_new_job(
      garbage,
      undefined,
      undefined,
      (result) => void results.push(result),
      tick,
      POLL,
    )
    expect(results).toEqual([
      { rid: failed, result: undefined, error: { code: 'ProcessingError', message: ['202'] } },
    ])
  })

  it('is told why it may not in', async () => {
    const stranger = new Animate3DClient(emulator.urls.animate3d, 'nobody', 'nothing')
    await expect(stranger.get_credit_balance()).rejects.toThrow('Authentication failed: Unauthorized')
    await stranger.close()
  })
})

/** The last arguments of every call that starts a job. */
function told(result: ResultCallback) {
  return [result, tick, POLL] as const
}

/** Run a blocking call to its end. @returns The job, which has succeeded. */
async function finished(start: (result: ResultCallback) => Promise<string>): Promise<string> {
  const results: unknown[] = []
  const rid = await start((result) => void results.push(result))
  expect(results).toEqual([expect.objectContaining({ rid, error: undefined })])
  return rid
}
