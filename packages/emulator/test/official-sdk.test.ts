import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  InpaintingParams,
  LoopParams,
  MergingParams,
  RefineParams,
  RenderParams,
  RerunParams,
  SaymotionClient,
  Status,
  Text2MotionParams,
  TimeInterval,
  type ResultCallback,
} from 'dm-saymotion-api'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEmulator, createManualClock, type Emulator } from '../src/index.ts'
import { MODEL } from './api.ts'

/** Seconds between the client's polls. */
const POLL = 0.001

const clock = createManualClock()

/** Every progress report moves time on by a second: no test waits, and none depends on the machine's pace. */
const tick = () => clock.advance(1000)

// Films are made in this process, and machines differ.
describe('the official npm client, unchanged', { timeout: 120_000 }, () => {
  let emulator: Emulator
  let client: SaymotionClient
  let folder: string
  let walk: string

  beforeAll(async () => {
    // The client reports to the console; a test run should not.
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    emulator = await createEmulator({ clock })
    const { clientId, clientSecret } = emulator.credentials.saymotion
    client = new SaymotionClient(emulator.urls.saymotion, clientId, clientSecret)
    folder = await mkdtemp(join(tmpdir(), 'onetake-emulator-'))
    const model = (await client.list_character_models())[0]?.id ?? ''
    const options = { num_variant: 2, requested_animation_duration: 2 }
    walk = await client.start_new_job(
      'a person says "hi" and walks',
      model,
      new Text2MotionParams(options),
      tick,
      tick,
      POLL,
    )
  })

  afterAll(async () => {
    vi.restoreAllMocks()
    await client?.close()
    await emulator?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function downloaded(rid: string, variant?: number): Promise<Map<string, Buffer>> {
    await client.download_job(rid, folder, variant)
    const names = await readdir(join(folder, rid))
    const files = names.map(async (name) => [name, await readFile(join(folder, rid, name))] as const)
    return new Map(await Promise.all(files))
  }

  it('reads a whole number of credits', async () => {
    expect(await client.get_credit_balance()).toBeLessThanOrEqual(1000)
    expect(Number.isInteger(await client.get_credit_balance())).toBe(true)
  })

  it('finds stock characters whose pictures and models answer', async () => {
    const models = await client.list_character_models()
    expect(models.length).toBeGreaterThanOrEqual(2)
    expect(new Set(models.map((model) => model.platform))).toContain('deepmotion')
    const thumb = await fetch(models[0]?.thumb ?? '')
    expect(thumb.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await thumb.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(await client.list_character_models(models[1]?.id)).toHaveLength(1)
    expect(await client.list_character_models(undefined, 'no such name')).toEqual([])
  })

  it('uploads, lists and deletes a character', async () => {
    const file = join(folder, 'hero.glb')
    await writeFile(file, 'glTF of a hero')
    const id = await client.upload_character_model(file, 'Hero', true)
    const foreign = await client.upload_character_model('https://models.example.com/hero.fbx', 'Elsewhere')
    const custom = await client.list_character_models(undefined, undefined, true)
    expect(custom.map((model) => model.name)).toEqual(['Hero', 'Elsewhere'])
    expect(await client.delete_character_model(id)).toBe(1)
    expect(await client.delete_character_model(id)).toBe(0)
    expect(await client.delete_character_model(foreign)).toBe(1)
  })

  it('sees the queue, then progress, then the result', async () => {
    const seen: { position: number; percent: number }[] = []
    const rid = await finished((result) =>
      client.start_new_job(
        'a person waves',
        MODEL,
        undefined,
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
    expect((await client.get_job_status(rid)).status).toBe('SUCCESS')
  })

  it('downloads files that are what they are called', async () => {
    const files = await downloaded(walk)
    expect([...files.keys()].toSorted()).toEqual([
      'motion_v1.bvh',
      'motion_v1.fbx',
      'motion_v1.glb',
      'motion_v1.mp4',
    ])
    expect(files.get('motion_v1.bvh')?.toString()).toMatch(/^HIERARCHY[\s\S]*MOTION\r?\nFrames: 60/)
    expect(files.get('motion_v1.glb')?.subarray(0, 4).toString()).toBe('glTF')
    expect(files.get('motion_v1.mp4')?.subarray(4, 8).toString()).toBe('ftyp')
    const inside = Object.keys(unzipSync(files.get('motion_v1.fbx') ?? Buffer.of()))
    expect(inside.some((name) => name.endsWith('.fbx'))).toBe(true)
  })

  it('downloads the second variant, which is another motion', async () => {
    const files = await downloaded(walk, 2)
    expect(files.get('motion_v2.bvh')).not.toEqual(files.get('motion_v1.bvh'))
    expect((await client.download_job(walk, undefined, 2)).variant_download_status).toBe(true)
    expect((await client.download_job(walk, undefined, 3)).variant_download_status).toBe(false)
  })

  it('renders a motion, and every setting changes the video', async () => {
    const shots = [
      {},
      { bg_color: [0, 177, 64, 0] as [number, number, number, number] },
      { backdrop: 'Red_Carpet' },
      { shadow: 0 },
      { cam_mode: 1 },
      { cam_mode: 2 },
      { cam_horizontal_angle: 60 },
      { variant_id: 2 },
    ]
    const rids = await Promise.all(
      shots.map((shot) =>
        finished((result) => client.start_render_job(walk, new RenderParams(shot), ...told(result))),
      ),
    )
    const videos = new Set<string>()
    for (const rid of rids) {
      const files = await downloaded(rid)
      expect([...files.keys()]).toEqual(['render_v1.mp4'])
      videos.add(files.get('render_v1.mp4')?.toString('base64') ?? '')
    }
    expect(videos.size).toBe(shots.length)
    // They were started side by side, so they arrive in any order.
    const { render_job_list: renders } = await client.download_job(walk)
    expect(renders?.toSorted()).toEqual(rids.toSorted())
  })

  it('edits a motion in every way', async () => {
    const edits: readonly ((result: ResultCallback) => Promise<string>)[] = [
      (result) =>
        client.rerun_job(
          walk,
          '65c0ffee0000000000000002',
          new RerunParams({ variant_id: 1 }),
          ...told(result),
        ),
      (result) =>
        client.start_inpainting_job(
          walk,
          'jumps',
          [new TimeInterval(0.5, 1.5)],
          new InpaintingParams({ variant_id: 1 }),
          ...told(result),
        ),
      (result) =>
        client.start_merging_job(
          walk,
          'turns',
          new MergingParams({ edit_request: { numTrimLeft: 5, numTrimRight: 5 }, blend_duration: 0.5 }),
          ...told(result),
        ),
      (result) =>
        client.start_loop_job(
          walk,
          new LoopParams({ num_reps: 3, fix_root_mode: 'LOCKED', fix_root_orientation: 1 }),
          ...told(result),
        ),
      (result) =>
        client.start_refine_job(walk, new RefineParams({ creativity: 0.5, num_variant: 2 }), ...told(result)),
    ]
    const rids = await Promise.all(edits.map((edit) => finished(edit)))
    const motions = new Set([(await downloaded(walk)).get('motion_v1.bvh')?.toString()])
    for (const rid of rids) motions.add((await downloaded(rid)).get('motion_v1.bvh')?.toString())
    expect(motions.size).toBe(edits.length + 1)
  })

  it('re-runs as its own README shows, with a null duration', async () => {
    const params = new RerunParams(JSON.parse('{"variant_id": 1, "requested_animation_duration": null}'))
    const rid = await finished((result) => client.rerun_job(walk, MODEL, params, ...told(result)))
    expect((await client.download_job(rid)).parameters).toMatchObject({ requestedAnimationDuration: 'null' })
  })

  it('lists jobs by status and processor', async () => {
    const [first] = await client.list_jobs([Status.SUCCESS], 'text2motion')
    expect(first).toMatchObject({
      rid: walk,
      processor: 'text2motion',
      parameters: { prompt: 'a person says "hi" and walks', numVariant: '2' },
      variants: { '1': { download: true } },
    })
    expect((await client.list_jobs([Status.FAILURE])).length).toBe(0)
    const renders = await client.list_jobs(undefined, 'render')
    expect(renders.every((job) => job.processor === 'render')).toBe(true)
    expect((await client.list_jobs()).length).toBeGreaterThan(renders.length)
  })

  it('cancels a job, whose wait then ends as a failure', async () => {
    const results: unknown[] = []
    const waiting = client.start_new_job(
      'a person sits',
      MODEL,
      undefined,
      (result) => void results.push(result),
      async ({ rid, progress_percent: percent }) => {
        tick()
        if (percent > 0) await client.cancel_job(rid)
      },
      POLL,
    )
    const rid = await waiting
    expect(results).toEqual([
      { rid, result: undefined, error: { code: 'TaskRevokedError', message: ['revoked'] } },
    ])
    expect(await client.cancel_job(rid)).toBe(false)
  })

  it('imports an Animate 3D job', async () => {
    const rid = await client.import_animate3d_job('111-222-333', MODEL, ['footLockingMode=auto'])
    expect((await client.get_job_status(rid)).status).toBe('PROGRESS')
  })

  it('optimises a prompt, whose result is JSON within JSON', async () => {
    const rid = await client.optimize_prompt('a person walks, then sits down', 1)
    expect((await client.get_job_status(rid)).details).toBeUndefined()
    clock.advance(3000)
    const answer = await client.get_prompt_status(rid)
    expect(answer['status'][0].status).toBe('SUCCESS')
    expect(JSON.parse(answer['status'][0].details.out)).toEqual(['A person walks.', 'A person sits down.'])
  })

  it('is told why it may not in', async () => {
    const stranger = new SaymotionClient(emulator.urls.saymotion, 'nobody', 'nothing')
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
