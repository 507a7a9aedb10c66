import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { INestApplication } from '@nestjs/common'
import { isTerminal } from '@onetake/core'
import { createJobsClient, type JobsClient } from '@onetake/core/client'
import { createEmulator, type Emulator } from '@onetake/emulator'
import { emulatedProviders } from 'onetake/providers'
import { filter, firstValueFrom, lastValueFrom, toArray } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fastClock } from '../test/fast-clock.ts'
import { wiretap, type Wiretap } from '../test/wiretap.ts'
import { createApp } from './create-app.ts'
import type { AppCalls, AppCatalog } from './providers.ts'

type Jobs = JobsClient<AppCatalog, AppCalls>

const SPEED = 20

describe('the server, before an emulated SayMotion', () => {
  let dataFolder: string
  let emulator: Emulator
  let app: INestApplication
  let tap: Wiretap
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'onetake-api-'))
    emulator = await createEmulator({ port: 0, speed: SPEED })
    await open(0)
    tap = await wiretap(await app.getUrl())
  })
  afterEach(async () => {
    await close()
    await tap.close()
    await emulator.close()
    await rm(dataFolder, { recursive: true })
  })

  async function open(port: number): Promise<void> {
    app = await createApp({ dataFolder, providers: emulatedProviders(emulator) }, fastClock(SPEED))
    await app.listen(port, '127.0.0.1')
  }

  async function close(): Promise<void> {
    app.getHttpServer().closeAllConnections()
    await app.close()
  }

  /** A browser that was here once, so that it has a cookie. */
  async function visitor(): Promise<{ jobs: Jobs; headers: { cookie: string } }> {
    const visit = await fetch(`${tap.url}/api/operations`)
    const [cookie = ''] = (visit.headers.get('set-cookie') ?? '').split(';')
    return { jobs: createJobsClient({ url: `${tap.url}/api`, headers: { cookie } }), headers: { cookie } }
  }

  async function start(jobs: Jobs): Promise<string> {
    const [character] = await jobs.call('saymotion.characters.list', {})
    const input = { prompt: 'a person waves', character: character?.id ?? '' }
    return (await jobs.start('saymotion.text2motion', input)).id
  }

  async function made(jobs: Jobs) {
    const id = await start(jobs)
    const seen = await lastValueFrom(jobs.watch(id).pipe(toArray()))
    const last = seen.at(-1)
    if (last?.status !== 'succeeded') throw new Error(`The job ended as ${JSON.stringify(last)}.`)
    return { id, seen, files: last.output.artifacts }
  }

  it('makes a motion and hands over its files', async () => {
    const { jobs, headers } = await visitor()
    const { seen, files } = await made(jobs)
    expect(seen.map(({ status }) => status)).toContain('running')
    const glb = files.find(({ format }) => format === 'glb')
    expect(glb).toMatchObject({ mediaType: 'model/gltf-binary' })
    const bytes = await (await fetch(jobs.fileUrl({ href: glb?.href ?? '' }), { headers })).arrayBuffer()
    expect(bytes.byteLength).toBe(glb?.bytes)
  })

  it('packs what was made, onto a character that was handed in, by one call', async () => {
    const { jobs, headers } = await visitor()
    const { id: job, files } = await made(jobs)
    const glb = files.find(({ format }) => format === 'glb')
    const figure = await (await fetch(jobs.fileUrl({ href: glb?.href ?? '' }), { headers })).blob()
    const { id: character } = await jobs.upload(new File([figure], 'hero.glb'))
    const { id } = await jobs.start('export.bundle', { job, for: 'unity', character, rootMotion: 'in-place' })
    const packed = await lastValueFrom(jobs.watch(id))
    if (packed.status !== 'succeeded') throw new Error(`It ended as ${JSON.stringify(packed)}.`)
    const { artifacts, data } = packed.output
    expect(artifacts.map(({ format }) => format).toSorted()).toEqual(['tgz', 'tgz', 'unitypackage'])
    expect((data as { readonly report: string }).report).toMatch(/for Unity\..*Changed: text2motion\.\w+/s)
    await expect((await visitor()).jobs.start('export.bundle', { job, for: 'unity' })).rejects.toMatchObject({
      code: 'invalid-input',
      issues: [{ path: 'job' }],
    })
  })

  it('keeps one visitor apart from another', async () => {
    const { jobs: ann } = await visitor()
    const { jobs: eve } = await visitor()
    const id = await start(ann)
    await expect(eve.get(id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(eve.cancel(id)).rejects.toMatchObject({ code: 'not-found' })
    await firstValueFrom(ann.watch(id).pipe(filter(({ status }) => status === 'running')))
    await ann.cancel(id)
    expect((await lastValueFrom(ann.watch(id))).status).toBe('canceled')
  })

  it('takes a file of one visitor, and shows it to no other', async () => {
    const { jobs: ann, headers } = await visitor()
    const { headers: eve } = await visitor()
    const { id } = await ann.upload(new File(['a speech'], 'speech.wav'))
    const { href } = new URL(`/api/uploads/${id}`, tap.url)
    expect(await (await fetch(href, { headers })).json()).toMatchObject({ name: 'speech.wav', bytes: 8 })
    expect((await fetch(href, { headers: eve })).status).toBe(404)
    const { port } = new URL(await app.getUrl())
    await close()
    await open(Number(port))
    expect((await fetch(href, { headers })).status).toBe(200)
  })

  it('goes on with a job after a restart, and submits nothing twice', async () => {
    const { jobs } = await visitor()
    const id = await start(jobs)
    const over = firstValueFrom(jobs.watch(id).pipe(filter(isTerminal)))
    await firstValueFrom(jobs.watch(id).pipe(filter(({ status }) => status === 'running')))
    const { port } = new URL(await app.getUrl())
    await close()
    await open(Number(port))
    expect((await over).status).toBe('succeeded')
    expect(emulator.journal.count({ route: 'saymotion.process' })).toBe(1)
  })

  it('lets nothing out that belongs to the server', async () => {
    const { jobs, headers } = await visitor()
    const { id, files } = await made(jobs)
    for (const file of files) await (await fetch(jobs.fileUrl(file), { headers })).arrayBuffer()
    for (const path of [`/api/jobs/${id}/history`, '/api/jobs', '/api/nothing', '/health']) {
      await (await fetch(tap.url + path, { headers })).text()
    }
    await jobs.call('saymotion.credits', {})
    const nobody = { prompt: 'x', character: 'nobody' }
    await expect(jobs.start('saymotion.text2motion', nobody)).rejects.toMatchObject({ code: 'invalid-input' })
    const { sessions, jobs: emulated } = emulator.snapshot().services.saymotion
    await emulator.close()
    await expect(jobs.call('saymotion.credits', {})).rejects.toMatchObject({ code: 'provider-unavailable' })

    const sent = tap.sent()
    for (const shown of [
      'text/event-stream',
      '"running"',
      'glTF',
      'Must be one of',
      'provider-unavailable',
      id,
    ]) {
      expect(sent.includes(shown), `${shown} was sent`).toBe(true)
    }
    const { clientId, clientSecret } = emulator.credentials.saymotion
    const [rid = ''] = emulated.map((job) => job.rid)
    const [session = ''] = sessions.map((each) => each.id)
    expect([rid, session]).not.toContain('')
    expect(await readFile(join(dataFolder, 'jobs.json'), 'utf8')).toContain(rid)
    const secrets = {
      clientId,
      clientSecret,
      basic: Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
      cookie: 'dmsess',
      session,
      rid,
      service: new URL(emulator.urls.saymotion).host,
      vendor: 'deepmotion.com',
      dataFolder,
    }
    expect(Object.entries(secrets).filter(([, secret]) => sent.includes(secret))).toEqual([])
  })

  it('says that it is well', async () => {
    expect(await (await fetch(`${tap.url}/health`)).json()).toEqual({ status: 'ok', troubles: [] })
  })
})
