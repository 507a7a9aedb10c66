import { connect } from 'node:net'
import { Controller, Get, Inject, Injectable, Module, UseGuards } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import type { CallsOf, CatalogOf, JobSnapshot } from '@onetake/core'
import { createScript, scripted } from '@onetake/core/testing'
import { createMemoryStore, type ArtifactStore, type Engine, type Viewer } from '@onetake/server'
import { lastValueFrom, toArray } from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ownerOf, serve, type Served } from '../test/serve.ts'
import {
  CurrentViewer,
  ENGINE,
  JobsService,
  OnetakeModule,
  ViewerGuard,
  type OnetakeOptions,
} from './index.ts'

type AppCatalog = CatalogOf<[ReturnType<typeof scripted>]>
type AppCalls = CallsOf<[ReturnType<typeof scripted>]>

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function served(...args: Parameters<typeof serve>): Promise<Served> {
  const result = await serve(...args)
  closing.push(() => result.close())
  return result
}

const PATIENCE = { timeout: 15_000, interval: 5 }
const ann = { headers: { 'x-viewer': 'ann' } }
const running = createScript({ answers: [{ status: 'running', progress: 0.5 }] })
const noArtifacts: ArtifactStore = { write: async () => {}, read: async () => new ReadableStream() }
const optionsFor = (script = createScript()): OnetakeOptions => ({
  providers: [scripted(script)],
  artifacts: noArtifacts,
  owner: ownerOf,
})

describe('forRootAsync', () => {
  const SCRIPT = Symbol('script')
  @Module({ providers: [{ provide: SCRIPT, useValue: createScript() }], exports: [SCRIPT] })
  class Scripts {}

  it('takes its options from a factory that is lent what it asks for', async () => {
    const { url } = await served(() =>
      OnetakeModule.forRootAsync({
        imports: [Scripts],
        inject: [SCRIPT],
        useFactory: async (script: ReturnType<typeof createScript>) => optionsFor(script),
        path: 'api',
      }),
    )
    const operations = (await (await fetch(`${url}/api/operations`, ann)).json()) as { id: string }[]
    expect(operations.map(({ id }) => id)).toEqual(['scripted.make', 'scripted.polish'])
  })

  it('takes its options from a class', async () => {
    @Injectable()
    class Options {
      create = () => optionsFor()
    }
    const { url } = await served(() => OnetakeModule.forRootAsync({ useClass: Options }))
    expect((await fetch(`${url}/jobs`, ann)).status).toBe(200)
  })

  it('takes its options from a class that is there already', async () => {
    @Injectable()
    class Options {
      create = () => optionsFor()
    }
    @Module({ providers: [Options], exports: [Options] })
    class Config {}
    const { url } = await served(() =>
      OnetakeModule.forRootAsync({ imports: [Config], useExisting: Options }),
    )
    expect((await fetch(`${url}/jobs`, ann)).status).toBe(200)
  })
})

describe('the module', () => {
  it('serves nothing without its controllers', async () => {
    const { app, url } = await served(() => OnetakeModule.forRoot({ ...optionsFor(), controllers: false }))
    expect((await fetch(`${url}/jobs`, ann)).status).toBe(404)
    expect(app.get(JobsService)).toBeInstanceOf(JobsService)
  })

  it('lends its engine, its service and its viewer to every module when it is global', async () => {
    @Controller('mine')
    @UseGuards(ViewerGuard)
    class Mine {
      readonly #jobs: JobsService
      readonly #engine: Engine
      constructor(@Inject(JobsService) jobs: JobsService, @Inject(ENGINE) engine: Engine) {
        this.#jobs = jobs
        this.#engine = engine
      }
      @Get()
      async list(@CurrentViewer() viewer: Viewer) {
        const { length } = await this.#jobs.list(viewer)
        return { ...viewer, jobs: length, operations: this.#engine.operations().length }
      }
    }
    @Module({ controllers: [Mine] })
    class Feature {}
    @Module({})
    class App {}
    const { url } = await served(() => ({
      module: App,
      imports: [OnetakeModule.forRoot({ ...optionsFor(), isGlobal: true }), Feature],
    }))
    expect(await (await fetch(`${url}/mine`, ann)).json()).toEqual({ owner: 'ann', jobs: 0, operations: 2 })
    expect((await fetch(`${url}/mine`)).status).toBe(401)
  })

  it('takes up what an earlier process left, at boot', async () => {
    const store = createMemoryStore()
    const identity = { id: 'a', operation: 'scripted.make', seq: 0, createdAt: 1, updatedAt: 1 }
    const job: JobSnapshot = { ...identity, status: 'queued', position: null }
    const asked = { input: { prompt: 'x' }, fingerprint: 'f', cancelRequested: false }
    const rest = { ...asked, exclusive: null, submittedAt: 1, ref: 'job-7', delivery: null }
    await store.put({ job, owner: 'ann', ...rest }, null)
    const { app } = await served((artifacts) => OnetakeModule.forRoot({ ...optionsFor(), artifacts, store }))
    const last = await lastValueFrom(app.get(JobsService).watch('a', { owner: 'ann' }))
    expect(last.status).toBe('succeeded')
  })

  it('works without a server', async () => {
    const options = { ...optionsFor(), controllers: false }
    const nest = await Test.createTestingModule({ imports: [OnetakeModule.forRoot(options)] }).compile()
    closing.push(() => nest.close())
    const jobs: JobsService<AppCatalog, AppCalls> = nest.get(JobsService)
    expect(await jobs.call('scripted.echo', { prompt: 'hello' }, { owner: 'ann' })).toEqual({ said: 'hello' })
  })
})

describe('JobsService', () => {
  it('starts a job, whether anyone watches or not, and tells those who do', async () => {
    const { app } = await served((artifacts) => OnetakeModule.forRoot({ ...optionsFor(), artifacts }))
    const jobs: JobsService<AppCatalog, AppCalls> = app.get(JobsService)
    const viewer = { owner: 'ann' }
    const mine: string[] = []
    const theirs: string[] = []
    const watching = [
      jobs.changes(viewer).subscribe(({ status }) => mine.push(status)),
      jobs.changes({ owner: 'eve' }).subscribe(({ status }) => theirs.push(status)),
    ]
    const { id } = await jobs.start('scripted.make', { prompt: 'a chair' }, viewer)
    const seen = await lastValueFrom(jobs.watch(id, viewer).pipe(toArray()))
    for (const each of watching) each.unsubscribe()
    expect(seen.at(-1)).toMatchObject({ id, status: 'succeeded' })
    expect(mine).toEqual(expect.arrayContaining(['pending', 'submitting', 'queued', 'running', 'succeeded']))
    expect(theirs).toEqual([])
  })

  it('says which account is in trouble, until it answers again', async () => {
    const script = createScript({ answers: [] })
    const { app } = await served(() => OnetakeModule.forRoot(optionsFor(script)))
    const jobs = app.get(JobsService)
    expect(jobs.troubles).toEqual([])
    await jobs.start('scripted.make', { prompt: 'x' }, { owner: 'ann', id: 'a' })
    await vi.waitFor(
      () => expect(jobs.troubles).toEqual([{ account: 'scripted', code: 'internal' }]),
      PATIENCE,
    )
    script.answers = [{ status: 'running', progress: 0.5 }]
    await vi.waitFor(() => expect(jobs.troubles).toEqual([]), PATIENCE)
  })
})

describe('closing the application', () => {
  it('ends the event streams that are open, and then closes', async () => {
    const { app, url } = await served(() => OnetakeModule.forRoot(optionsFor(running)))
    await app.get(JobsService).start('scripted.make', { prompt: 'x' }, { owner: 'ann', id: 'a' })
    const stream = await fetch(`${url}/jobs/events`, ann)
    const text = stream.text()
    await app.close()
    const received = await text
    expect(received).toMatch(/^\s*: open\n/)
    expect(received).toContain('"id":"a"')
  })

  it('cuts off a reader that does not read', async () => {
    const long = 'x'.repeat(1_000_000)
    const script = createScript({ answers: [{ status: 'running', progress: 0.5, message: long }] })
    const { app, url } = await served(() => OnetakeModule.forRoot(optionsFor(script)))
    const jobs = app.get(JobsService)
    const stream = await fetch(`${url}/jobs/events`, ann)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        jobs.start('scripted.make', { prompt: 'x' }, { owner: 'ann', id: `job-${index}` }),
      ),
    )
    await vi.waitFor(
      async () => expect((await jobs.get('job-19', { owner: 'ann' })).status).toBe('running'),
      PATIENCE,
    )
    await app.close()
    await expect(stream.text()).rejects.toThrow()
  })
})

describe('an owner', () => {
  it.each([undefined, null, '', 7])('that is %j is nobody', async (answer) => {
    // As an application in plain JavaScript would give it: `request.user?.id`.
    const owner = (() => answer) as unknown as () => string
    const { url } = await served(() => OnetakeModule.forRoot({ ...optionsFor(), owner }))
    for (const path of ['/jobs', '/operations', '/jobs/events']) {
      expect((await fetch(url + path)).status).toBe(401)
    }
  })
})

it('HEAD of the event stream ends, and the line is free again', async () => {
  const { url } = await served(() => OnetakeModule.forRoot(optionsFor()))
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  closing.push(async () => socket.destroy())
  let received = ''
  socket.on('data', (data) => (received += data))
  for (const line of ['HEAD /jobs/events', 'GET /operations']) {
    socket.write(`${line} HTTP/1.1\r\nHost: x\r\nX-Viewer: ann\r\n\r\n`)
  }
  await vi.waitFor(() => expect(received).toContain('scripted.make'), PATIENCE)
  expect(received).toMatch(/^HTTP\/1.1 200 /)
})

describe('errors', () => {
  it('that nobody foresaw tell nothing of themselves', async () => {
    const owner = (): string => {
      throw new Error('database at 10.0.0.7 refused the password')
    }
    const { url } = await served(() => OnetakeModule.forRoot({ ...optionsFor(), owner }))
    const response = await fetch(`${url}/jobs`)
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.text()).not.toContain('10.0.0.7')
  })

  it.each([
    ['a body that is too large', JSON.stringify({ prompt: 'x'.repeat(100_000) }), 'application/json'],
    ['a body far too large', JSON.stringify({ prompt: 'x'.repeat(1_000_000) }), 'application/json'],
    ['a form', 'prompt=x', 'application/x-www-form-urlencoded'],
    ['an empty body', '', 'application/json'],
  ])('of %s are those of the wire', async (_, body, type) => {
    const { url } = await served(() => OnetakeModule.forRoot(optionsFor()))
    const headers = { ...ann.headers, 'content-type': type }
    const response = await fetch(`${url}/calls/scripted/echo`, { method: 'POST', body, headers })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid-input', status: 400 })
  })
})
