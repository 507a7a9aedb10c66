import type { NestExpressApplication } from '@nestjs/platform-express'
import { createScript, scripted } from '@onetake/core/testing'
import { expect, it } from 'vitest'
import { ownerOf, serve } from '../test/serve.ts'
import { OnetakeModule } from './onetake-module.ts'

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
  const headers = { ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
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
