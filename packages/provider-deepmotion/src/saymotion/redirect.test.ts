import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { CREDENTIALS } from '../../test/lend.ts'
import { jsonBody } from '@onetake/provider-kit'
import { refusalOf } from '@onetake/provider-kit/testing'
import { connectSayMotion } from './client.ts'
import { download } from './download.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const notAsked = () => Promise.reject(new Error('not asked'))

/** A service that sends every request on to `elsewhere`, but lets a client in. */
async function start(elsewhere: string) {
  const seen: string[] = []
  const url = await listen((request, response) => {
    seen.push(request.url ?? '')
    if (request.url?.includes('/auth') === true)
      response.setHeader('set-cookie', 'dmsess=canary-cookie').end()
    else if (request.url?.includes('/download/') === true) {
      response.end(
        JSON.stringify({ links: [{ rid: 'a', urls: [{ name: 'g', files: [{ bvh: `${url}/file` }] }] }] }),
      )
    } else response.writeHead(307, { location: `${elsewhere}/next` }).end()
  })
  const client = connectSayMotion({ ...CREDENTIALS, url }, { fetch, now: Date.now, random: () => 0.5 })
  return { client, seen, signal: new AbortController().signal }
}

test('a real redirect of a request with credentials is not followed', async () => {
  const arrived: IncomingHttpHeaders[] = []
  const other = await listen(({ headers }, response) => {
    arrived.push(headers)
    response.end('{"rid":"stolen"}')
  })
  const { client, seen, signal } = await start(other)
  expect(await refusalOf(client.read('/job/v1/status/a', signal))).toMatchObject({
    code: 'provider-protocol',
  })
  expect(await refusalOf(client.submit('/job/v1/process/render', jsonBody({}), signal))).toMatchObject({
    code: 'unconfirmed',
  })
  expect(seen).toEqual(['/account/v1/auth', '/job/v1/status/a', '/job/v1/process/render'])
  expect(arrived).toEqual([])
})

test('a real redirect of a file is followed where it may lead, with nothing to identify us', async () => {
  const arrived: IncomingHttpHeaders[] = []
  const other = await listen(({ headers }, response) => {
    arrived.push(headers)
    response.end('HIERARCHY')
  })
  const { client, signal } = await start(other)
  const source = { rid: 'a', variant: null, group: 'g', type: 'bvh' } as const
  const context = { client, signal, refOf: notAsked, finished: notAsked, read: notAsked }
  expect(await (await download(source, context)).text()).toBe('HIERARCHY')
  expect(JSON.stringify(arrived)).not.toMatch(/canary|authorization|cookie/)
  expect(arrived).toHaveLength(1)
})

test('a real redirect of a file to another machine is not followed', async () => {
  const { client, signal } = await start('http://169.254.169.254')
  const source = { rid: 'a', variant: null, group: 'g', type: 'bvh' } as const
  const context = { client, signal, refOf: notAsked, finished: notAsked, read: notAsked }
  expect(await refusalOf(download(source, context))).toMatchObject({ code: 'provider-protocol' })
})
