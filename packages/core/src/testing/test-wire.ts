import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JobSnapshot } from '../job.ts'
import type { Artifact, JobOutput } from '../output.ts'
import { isTerminal } from '../phase.ts'
import type { OperationInfo, ProblemDetails } from '../wire.ts'
import { createScript, SCRIPTED_GLB, type Script } from './scripted-provider.ts'
import { testWireUploads } from './test-wire-uploads.ts'

/** A server of the wire under test, with the `scripted` provider behind it. */
export interface WireUnderTest {
  /** Root of the wire, without a trailing slash. */
  readonly url: string
  /** Reaches `url`; unless told, the global one. */
  readonly fetch?: (request: Request) => Promise<Response>
  close(): Promise<void> | void
}

/**
 * What every server of the wire keeps to.
 *
 * @param serve - Starts a server that runs `scripted(script)`, keeps uploads, and takes the header `x-viewer`
 * for the owner, refusing a request without it as `unauthorized`.
 */
export function testWire(title: string, serve: (script: Script) => Promise<WireUnderTest>): void {
  describe(`${title} on the wire`, () => {
    let script: Script
    let wire: WireUnderTest
    beforeEach(async () => {
      script = createScript()
      wire = await serve(script)
    })
    afterEach(async () => wire.close())

    const send = (path: string, init: RequestInit = {}, viewer: string | null = 'ann') => {
      const headers = new Headers(init.headers)
      if (viewer !== null) headers.set('x-viewer', viewer)
      const request = new Request(wire.url + path, { ...init, headers })
      return (wire.fetch ?? fetch)(request)
    }
    const sendJson = (method: string, path: string, body: unknown, viewer?: string) =>
      send(
        path,
        { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        viewer,
      )
    const start = (id: string, input: unknown = { prompt: 'a chair' }, viewer?: string) =>
      sendJson('PUT', `/jobs/${id}`, { operation: 'scripted.make', input }, viewer)
    const problemOf = async (response: Response) => ({
      http: response.status,
      mediaType: response.headers.get('content-type')?.split(';')[0],
      ...((await response.json()) as ProblemDetails),
    })

    async function until(id: string, done: (job: JobSnapshot) => boolean): Promise<JobSnapshot> {
      for (;;) {
        const job = (await (await send(`/jobs/${id}`)).json()) as JobSnapshot
        if (done(job)) return job
        await new Promise((next) => setTimeout(next, 5))
      }
    }

    async function finished(id: string): Promise<{ job: JobSnapshot; artifact: Artifact }> {
      await start(id)
      const job = await until(id, isTerminal)
      if (job.status !== 'succeeded') throw new Error(`The job ended as ${job.status}.`)
      return { job, artifact: (job.output as JobOutput).artifacts[0]! }
    }

    it('carries a job from a name to its file', async () => {
      const response = await start('a')
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({
        id: 'a',
        operation: 'scripted.make',
        status: 'pending',
        seq: 0,
      })
      const { artifact } = await finished('a')
      expect(artifact).toMatchObject({ format: 'glb', name: 'make.glb', mediaType: 'model/gltf-binary' })
      const file = await send(artifact.href)
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(SCRIPTED_GLB)
      expect(file.headers.get('etag')).toBe(`"${artifact.sha256}"`)
      expect(file.headers.get('x-content-type-options')).toBe('nosniff')
      expect(file.headers.get('content-security-policy')).toContain('sandbox')
    })

    it('takes a repeated start for the same job, and submits once', async () => {
      await Promise.all([start('a'), start('a')])
      await until('a', isTerminal)
      expect((await start('a')).status).toBe(200)
      expect(script.requests.filter((request) => request === 'submit')).toHaveLength(1)
    })

    it('refuses another input under a name that was used', async () => {
      await start('a')
      expect(await problemOf(await start('a', { prompt: 'a table' }))).toMatchObject({
        http: 422,
        mediaType: 'application/problem+json',
        code: 'id-reused',
      })
    })

    it.each([
      ['an empty prompt', { operation: 'scripted.make', input: { prompt: '' } }, 'invalid-input', 'prompt'],
      ['a wrong type', { operation: 'scripted.make', input: { prompt: 3 } }, 'invalid-input', 'prompt'],
      ['no input', { operation: 'scripted.make' }, 'invalid-input', 'prompt'],
      [
        'an input the provider knows to be wrong',
        { operation: 'scripted.make', input: { prompt: 'nobody' } },
        'invalid-input',
        'prompt',
      ],
      ['an unknown operation', { operation: 'scripted.dance', input: {} }, 'not-found', undefined],
      ['a start without an operation', { input: { prompt: 'x' } }, 'invalid-input', 'operation'],
    ])('says what is wrong with %s, and keeps nothing', async (_, body, code, path) => {
      const problem = await problemOf(await sendJson('PUT', '/jobs/bad', body))
      expect(problem).toMatchObject({ mediaType: 'application/problem+json', code })
      expect(problem.issues?.[0]?.path).toBe(path)
      expect((await send('/jobs/bad')).status).toBe(404)
      expect(script.requests).toEqual([])
    })

    it('refuses a body that is no JSON', async () => {
      const body = { method: 'PUT', body: '{', headers: { 'content-type': 'application/json' } }
      expect(await problemOf(await send('/jobs/a', body))).toMatchObject({ http: 400, code: 'invalid-input' })
    })

    it('refuses a body that is too large, whether it says so beforehand or not', async () => {
      const body = JSON.stringify({ operation: 'scripted.make', input: { prompt: 'x'.repeat(150_000) } })
      const type = { 'content-type': 'application/json' }
      const whole = { method: 'PUT', body, headers: type }
      const inParts = { ...whole, body: partsOf(body), duplex: 'half' }
      for (const init of [whole, inParts]) {
        expect(await problemOf(await send('/jobs/a', init))).toMatchObject({
          http: 400,
          code: 'invalid-input',
        })
      }
      expect((await send('/jobs/a')).status).toBe(404)
    })

    it('takes a body in parts', async () => {
      const body = partsOf(JSON.stringify({ prompt: 'grün' }))
      const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
      expect(await (await send('/calls/scripted/echo', init)).json()).toEqual({ said: 'grün' })
    })

    it('refuses a job by the name of the event stream', async () => {
      const problem = await problemOf(await start('events'))
      expect(problem).toMatchObject({ http: 400, code: 'invalid-input', issues: [{ path: 'id' }] })
    })

    it('refuses a name that is no file name', async () => {
      expect(await problemOf(await start('a%2F..%2Fb'))).toMatchObject({ code: 'invalid-input' })
    })

    it("answers for somebody else's job exactly as for none", async () => {
      const { artifact } = await finished('a')
      for (const [method, path] of [
        ['GET', '/jobs/ID'],
        ['GET', '/jobs/ID/history'],
        ['POST', '/jobs/ID/cancel'],
        ['POST', '/jobs/ID/retry'],
        ['POST', '/jobs/ID/abandon'],
        ['GET', `/jobs/ID/artifacts/${artifact.id}`],
      ] as const) {
        const foreign = await send(path.replace('ID', 'a'), { method }, 'eve')
        const missing = await send(path.replace('ID', 'b'), { method }, 'eve')
        expect([path, foreign.status]).toEqual([path, 404])
        expect((await foreign.text()).replaceAll('"a\\"', '"b\\"')).toBe(await missing.text())
      }
      expect(await (await send('/jobs', {}, 'eve')).json()).toEqual([])
    })

    it('refuses a name that somebody else has, and says nothing of their job', async () => {
      await start('a')
      const problem = await problemOf(await start('a', { prompt: 'a chair' }, 'eve'))
      expect(problem).toMatchObject({ http: 409, code: 'conflict' })
      expect(problem).not.toHaveProperty('operation')
    })

    it('turns away who does not say who they are', async () => {
      for (const viewer of [null, '']) {
        for (const path of ['/jobs', '/operations']) {
          expect(await problemOf(await send(path, {}, viewer))).toMatchObject({
            http: 401,
            code: 'unauthorized',
          })
        }
      }
    })

    it('lists jobs, and tells the history of one', async () => {
      await finished('a')
      const jobs = (await (await send('/jobs?active=false')).json()) as JobSnapshot[]
      expect(jobs.map(({ id }) => id)).toEqual(['a'])
      expect(await (await send('/jobs?active=true')).json()).toEqual([])
      const history = (await (await send('/jobs/a/history')).json()) as JobSnapshot[]
      expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index))
      expect(
        history.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1]),
      ).toEqual(['pending', 'submitting', 'queued', 'running', 'collecting', 'succeeded'])
      expect(await problemOf(await send('/jobs?limit=0'))).toMatchObject({ code: 'invalid-input' })
    })

    it('cancels at the provider', async () => {
      script.answers = [{ status: 'running', progress: 0.5 }]
      await start('a')
      await until('a', ({ status }) => status === 'running')
      expect(await (await send('/jobs/a/cancel', { method: 'POST' })).json()).toMatchObject({
        status: 'canceling',
      })
      expect(await until('a', isTerminal)).toMatchObject({ status: 'canceled' })
      expect(script.requests).toContain('cancel job-1')
      expect(await problemOf(await send('/jobs/a/cancel', { method: 'POST' }))).toMatchObject({
        http: 409,
        code: 'conflict',
      })
    })

    it('says so when a provider cannot cancel', async () => {
      await finished('a')
      script.answers = [{ status: 'running', progress: 0.5 }]
      await sendJson('PUT', '/jobs/b', { operation: 'scripted.polish', input: { prompt: 'a' } })
      await until('b', ({ status }) => status === 'running')
      expect(await problemOf(await send('/jobs/b/cancel', { method: 'POST' }))).toMatchObject({
        http: 501,
        code: 'unsupported',
      })
    })

    it('leaves a lost reply to a person, who gives it up or dares again', async () => {
      script.submit = () => {
        throw new Error('socket hang up')
      }
      await start('a')
      await until('a', ({ status }) => status === 'unconfirmed')
      script.submit = () => {}
      expect(await (await send('/jobs/a/retry', { method: 'POST' })).json()).toMatchObject({
        status: 'submitting',
      })
      expect(await until('a', isTerminal)).toMatchObject({ status: 'succeeded' })
      expect(await problemOf(await send('/jobs/a/abandon', { method: 'POST' }))).toMatchObject({
        code: 'conflict',
      })
    })

    it.each([
      ['a form', 'application/x-www-form-urlencoded', 'same-origin'],
      ['a form as text', 'text/plain', 'same-origin'],
      ["another site's form", 'application/x-www-form-urlencoded', 'cross-site'],
      ["another site's request without a body", null, 'cross-site'],
    ])('decides nothing about a job for %s', async (_, type, site) => {
      script.submit = () => {
        throw new Error('socket hang up')
      }
      await start('a')
      await until('a', ({ status }) => status === 'unconfirmed')
      const headers = { 'sec-fetch-site': site, ...(type !== null && { 'content-type': type }) }
      for (const verb of ['retry', 'abandon', 'cancel']) {
        const init = { method: 'POST', headers, ...(type !== null && { body: 'a=b' }) }
        expect(await problemOf(await send(`/jobs/a/${verb}`, init))).toMatchObject({
          http: 400,
          code: 'invalid-input',
        })
      }
      expect(await (await send('/jobs/a')).json()).toMatchObject({ status: 'unconfirmed' })
    })

    it('takes a verb from another site as JSON, which the application has allowed before', async () => {
      script.submit = () => {
        throw new Error('socket hang up')
      }
      await start('a')
      await until('a', ({ status }) => status === 'unconfirmed')
      const headers = { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }
      const response = await send('/jobs/a/abandon', { method: 'POST', headers })
      expect(await response.json()).toMatchObject({ status: 'failed' })
    })

    it('answers ranges, conditions and HEAD on a file', async () => {
      const { artifact } = await finished('a')
      const part = await send(artifact.href, { headers: { range: 'bytes=0-3' } })
      expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
        206,
        'glTF',
        `bytes 0-3/${SCRIPTED_GLB.length}`,
      ])
      const tail = await send(artifact.href, { headers: { range: 'bytes=-8' } })
      expect([tail.status, await tail.text()]).toEqual([206, 'scripted'])
      for (const range of ['bytes=900-', 'bytes=3-1', 'bytes=-0']) {
        const none = await send(artifact.href, { headers: { range } })
        expect([none.status, none.headers.get('content-range')]).toEqual([
          416,
          `bytes */${SCRIPTED_GLB.length}`,
        ])
      }
      const head = await send(artifact.href, { method: 'HEAD' })
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
        200,
        String(SCRIPTED_GLB.length),
        '',
      ])
      const headOfPart = await send(artifact.href, { method: 'HEAD', headers: { range: 'bytes=0-3' } })
      expect([headOfPart.status, headOfPart.headers.get('content-length')]).toEqual([
        200,
        String(SCRIPTED_GLB.length),
      ])
      const etag = head.headers.get('etag')!
      expect((await send(artifact.href, { headers: { 'if-none-match': etag } })).status).toBe(304)
      const other = await send(artifact.href, { headers: { 'if-range': '"another"', range: 'bytes=0-3' } })
      expect(other.status).toBe(200)
      await other.body?.cancel()
    })

    it('streams whole snapshots to their owner only, beginning with what is active', async () => {
      script.answers = [{ status: 'running', progress: 0.5 }]
      await start('a')
      await until('a', ({ status }) => status === 'running')
      const leave = new AbortController()
      const stream = await send('/jobs/events', { signal: leave.signal })
      expect(stream.headers.get('content-type')).toContain('text/event-stream')
      await start('theirs', { prompt: 'x' }, 'eve')
      await start('b')
      const jobs = await readEvents(stream, ({ id, status }) => id === 'b' && status === 'running')
      leave.abort()
      expect(jobs[0]).toMatchObject({ id: 'a', status: 'running', progress: 0.5 })
      expect(jobs.filter(({ id }) => id === 'b').map(({ status }) => status)).toContain('pending')
      expect(jobs.filter(({ id }) => id === 'theirs')).toEqual([])
    })

    it('keeps a viewer with many active jobs on the line', async () => {
      script.answers = [{ status: 'running', progress: 0.5, message: 'm'.repeat(10_000) }]
      const ids = Array.from({ length: 12 }, (_, index) => `job-${index}`)
      await Promise.all(ids.map((id) => start(id)))
      for (const id of ids) await until(id, ({ status }) => status === 'running')
      const leave = new AbortController()
      const stream = await send('/jobs/events', { signal: leave.signal })
      const jobs = readEvents(stream, ({ id, status }) => id === 'last' && status === 'running')
      await start('last')
      const seen = new Set((await jobs).map(({ id }) => id))
      leave.abort()
      expect([...seen].toSorted()).toEqual([...ids, 'last'].toSorted())
    })

    it('answers HEAD for the event stream, and that is all', async () => {
      const head = await send('/jobs/events', { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
      expect(head.headers.get('content-type')).toContain('text/event-stream')
    })

    it('describes its operations, and answers calls', async () => {
      const operations = (await (await send('/operations')).json()) as OperationInfo[]
      expect(operations.find(({ id }) => id === 'scripted.make')).toMatchObject({
        title: 'Make something',
        produces: ['glb'],
        abilities: { cancel: true, find: true },
        input: { required: ['prompt'] },
      })
      const said = await sendJson('POST', '/calls/scripted/echo', { prompt: 'hello' })
      expect(await said.json()).toEqual({ said: 'hello' })
      expect(await problemOf(await sendJson('POST', '/calls/scripted/echo', {}))).toMatchObject({
        code: 'invalid-input',
      })
      expect(await problemOf(await sendJson('POST', '/calls/scripted/sing', {}))).toMatchObject({
        code: 'not-found',
      })
    })

    it("lets no ref and no vendor's URL out", async () => {
      await finished('a')
      const paths = ['/jobs', '/jobs/a', '/jobs/a/history', '/operations']
      const bodies = await Promise.all(paths.map(async (path) => (await send(path)).text()))
      for (const body of bodies) expect(body).not.toMatch(/vendor\.example|job-1/)
    })

    it('asks about a job at once when its service says that something happened', async () => {
      script.answers = [{ status: 'running', progress: 0.5 }]
      await start('a')
      await until('a', ({ status }) => status === 'running')
      const delivery = { method: 'POST', body: '{"ref":"job-1"}', headers: WEBHOOK_HEADERS }
      const heard = await send('/webhooks/scripted', delivery, null)
      expect([heard.status, await heard.text()]).toEqual([204, ''])
      expect(script.requests).toContain('webhook job-1')
    })

    it('believes nothing else of a delivery, and takes none that is not from the service', async () => {
      await start('a')
      const post = (headers: Record<string, string>, body: string, path = '/webhooks/scripted') =>
        send(path, { method: 'POST', body, headers }, null)
      expect(
        await problemOf(await post({ ...WEBHOOK_HEADERS, 'x-signature': 'forged' }, '{}')),
      ).toMatchObject({
        http: 401,
        code: 'unauthorized',
      })
      expect(await problemOf(await post(WEBHOOK_HEADERS, '{'))).toMatchObject({ code: 'invalid-input' })
      expect(
        await problemOf(await post({ ...WEBHOOK_HEADERS, 'content-type': 'text/plain' }, '{}')),
      ).toMatchObject({ code: 'invalid-input' })
      expect(await problemOf(await post(WEBHOOK_HEADERS, '{}', '/webhooks/nobody'))).toMatchObject({
        http: 404,
        code: 'not-found',
      })
      expect(script.requests.filter((request) => request.startsWith('webhook'))).toEqual([])
    })

    testWireUploads((path, init, viewer) => send(path, init, viewer))

    it('knows nothing else', async () => {
      expect(await problemOf(await send('/nothing'))).toMatchObject({ http: 404, code: 'not-found' })
      expect((await send('/jobs/a', { method: 'DELETE' })).status).toBe(404)
      expect(await problemOf(await send('/jobs/%E0%A4%A'))).toMatchObject({ http: 404, code: 'not-found' })
    })
  })
}

/** How a delivery comes that the scripted service has signed. */
const WEBHOOK_HEADERS = { 'content-type': 'application/json', 'x-signature': 'scripted' }

/** A body that comes in parts of 1000 bytes, so that nobody knows its size beforehand. */
function partsOf(text: string): ReadableStream<Uint8Array> {
  let rest = new TextEncoder().encode(text)
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(rest.subarray(0, 1000))
      rest = rest.subarray(1000)
      if (rest.length === 0) controller.close()
    },
  })
}

/** The snapshots of an event stream, until one that `isLast`. */
async function readEvents(stream: Response, isLast: (job: JobSnapshot) => boolean): Promise<JobSnapshot[]> {
  const jobs: JobSnapshot[] = []
  let rest = ''
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return jobs
    const messages = (rest + value).split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const data = /^data: ?(.*)$/m.exec(message)?.[1]
      if (data !== undefined) jobs.push(JSON.parse(data) as JobSnapshot)
    }
    const last = jobs.at(-1)
    if (last && isLast(last)) return jobs
  }
}
