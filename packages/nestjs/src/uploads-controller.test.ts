import { connect } from 'node:net'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { createScript, scripted } from '@onetake/core/testing'
import { expect, it, vi } from 'vitest'
import type { UploadStore } from '@onetake/core'
import { ownerOf, serve } from '../test/serve.ts'
import { OnetakeModule } from './onetake-module.ts'

const OFFSET_STREAM = 'application/offset+octet-stream'
const TUS = { 'x-viewer': 'ann', 'tus-resumable': '1.0.0' }

async function append(set: (app: NestExpressApplication) => void) {
  const served = await serve(
    (artifacts, uploads) =>
      OnetakeModule.forRoot({ providers: [scripted(createScript())], artifacts, uploads, owner: ownerOf }),
    (app) => set(app as NestExpressApplication),
  )
  const uploads = `${served.url}/uploads`
  const metadata = { 'upload-length': '3', 'upload-metadata': `id ${btoa('mine')}` }
  await fetch(uploads, { method: 'POST', headers: { ...TUS, ...metadata } })
  const headers = { ...TUS, 'upload-offset': '0', 'content-type': OFFSET_STREAM }
  const response = await fetch(`${uploads}/mine`, { method: 'PATCH', headers, body: 'abc' })
  const result = { status: response.status, body: await response.text() }
  await served.close()
  return result
}

it('parsers of the application for other types leave the bytes of an upload alone', async () => {
  const { status } = await append((app) => {
    app.useBodyParser('raw', { type: 'application/octet-stream' })
    app.useBodyParser('text', { type: 'text/*' })
  })
  expect(status).toBe(204)
})

it('a parser that takes the bytes of an upload is noticed, and no upload is silently empty', async () => {
  const { status, body } = await append((app) => app.useBodyParser('raw', { type: '*/*' }))
  expect([status, JSON.parse(body)]).toMatchObject([500, { code: 'internal' }])
})

it('an upload that is on its way holds no shutdown up, and keeps what has arrived', async () => {
  let uploads: UploadStore | undefined
  const { app, url, close } = await serve((artifacts, lent) => {
    uploads = lent
    const providers = [scripted(createScript())]
    return OnetakeModule.forRoot({ providers, artifacts, uploads, owner: ownerOf })
  })
  await uploads?.create({ id: 'mine', owner: 'ann', name: 'x', bytes: 6 })
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  const headers = {
    ...TUS,
    Host: 'x',
    'Upload-Offset': '0',
    'Content-Type': OFFSET_STREAM,
    'Content-Length': '6',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(['PATCH /uploads/mine HTTP/1.1', ...lines, '', 'abc'].join('\r\n'))
  const received = async () => (await uploads?.get('mine', 'ann'))?.receivedBytes
  await vi.waitFor(async () => expect(await received()).toBe(3))
  await app.close()
  expect(await received()).toBe(3)
  await close()
})
