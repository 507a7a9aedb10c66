import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { ServiceName } from '../services.ts'
import type { OpenApiDocument } from './openapi.ts'

describe.each<[string, ServiceName, ServiceName | undefined]>([
  ['DICE-Talk below its prefix', 'dice-talk', undefined],
  ['DICE-Talk at the root', 'dice-talk', 'dice-talk'],
  ['Hallo below its prefix', 'hallo', undefined],
  ['Hallo at the root', 'hallo', 'hallo'],
])('%s', (_, name, only) => {
  let emulator: Emulator
  let base: string
  beforeEach(async () => {
    emulator = await createEmulator(only ? { only } : {})
    base = emulator.urls[name]
  })
  afterEach(() => emulator.close())

  it('shows a page that takes everything from here', async () => {
    const page = await fetch(`${base}/docs`)
    const html = await page.text()
    expect(html).not.toMatch(/https?:\/\//)
    const files = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(files.length).toBe(3)
    for (const file of [...files, 'openapi.json']) {
      const answer = await fetch(new URL(file, `${base}/docs`))
      expect([file, answer.status]).toEqual([file, 200])
      await answer.body?.cancel()
    }
    expect((await fetch(`${base}/redoc`)).url).toBe(`${base}/docs`)
    expect((await fetch(`${base}/docs/package.json`)).status).toBe(404)
  })

  it('describes exactly the operations that it has', async () => {
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as OpenApiDocument
    expect(document.openapi).toBe('3.1.0')
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const method of ['get', 'post', 'delete', 'put']) {
        const url = `${base}${path.replaceAll(/\{\w+\}/g, 'nobody')}`
        const answer = await fetch(url, { method: method.toUpperCase() })
        expect([method, path, answer.status === 405]).toEqual([method, path, !(method in operations)])
      }
    }
    for (const { $ref } of refsIn(document)) {
      const target = $ref.replace('#/components/schemas/', '')
      expect(document.components.schemas).toHaveProperty(target)
    }
  })

  it('answers what no handler has in the words of the framework', async () => {
    const unknown = await fetch(`${base}/api/v2`)
    expect([unknown.status, await unknown.json()]).toEqual([404, { detail: 'Not Found' }])
    const health = `${base}${name === 'hallo' ? '' : '/api'}/health`
    const wrong = await fetch(health, { method: 'POST' })
    expect([wrong.status, await wrong.json()]).toEqual([405, { detail: 'Method Not Allowed' }])
    expect((await fetch(health, { method: 'HEAD' })).status).toBe(405)
  })

  it('welcomes pages of any origin', async () => {
    const health = `${base}${name === 'hallo' ? '' : '/api'}/health`
    expect((await fetch(health)).headers.get('access-control-allow-origin')).toBeNull()
    const asked = await fetch(health, { headers: { origin: 'http://elsewhere.test' } })
    expect(asked.headers.get('access-control-allow-origin')).toBe('*')
  })
})

function refsIn(value: unknown): readonly { readonly $ref: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const own = '$ref' in value && typeof value.$ref === 'string' ? [{ $ref: value.$ref }] : []
  return [...own, ...Object.values(value).flatMap(refsIn)]
}
