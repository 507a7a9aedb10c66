import { PassThrough } from 'node:stream'
import { expect, it, vi } from 'vitest'
import { drop, toBody } from './to-body.ts'

const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

it('a body has what comes on its source', async () => {
  const source = new PassThrough()
  const text = new Response(toBody(source)).text()
  for (let part = 0; part < 1_000; part += 1) source.write(`${part},`)
  source.end()
  expect(await text).toBe(Array.from({ length: 1_000 }, (_, part) => `${part},`).join(''))
})

it('nothing is read before somebody asks, and little ahead of them', async () => {
  const chunks = vi.fn<() => Buffer>(() => Buffer.alloc(32_768))
  const source = new PassThrough({ highWaterMark: 1 })
  const fill = () => void (chunks.mock.calls.length < 100 && source.write(chunks(), fill))
  fill()
  const reader = toBody(source).getReader()
  await turns()
  expect(chunks.mock.calls.length).toBeLessThan(4)
  await reader.read()
  await turns()
  expect(chunks.mock.calls.length).toBeLessThan(10)
})

it('a cancel leaves the source as it is', async () => {
  const source = new PassThrough()
  const body = toBody(source)
  source.write('abc')
  const reader = body.getReader()
  await reader.read()
  await reader.cancel()
  source.end('def')
  expect(source.destroyed).toBe(false)
  expect(String(await source.toArray())).toBe('def')
})

it.each([
  ['with an error', (source: PassThrough) => source.destroy(new Error('reset'))],
  ['without a word', (source: PassThrough) => source.destroy()],
])('a source that ends early %s is no whole body', async (_, destroy) => {
  const source = new PassThrough()
  const reader = toBody(source).getReader()
  source.write('abc')
  await reader.read()
  destroy(source)
  await expect(reader.read()).rejects.toThrow()
})

it('a source that is gone already is no empty body', async () => {
  const source = new PassThrough()
  source.destroy()
  await expect(new Response(toBody(source)).text()).rejects.toThrow()
})

it('what still comes of a source that is dropped fills no memory, and holds nobody up', async () => {
  const source = new PassThrough()
  const reader = toBody(source).getReader()
  source.write(Buffer.alloc(200_000))
  await reader.read()
  source.write(Buffer.alloc(200_000))
  drop(source)
  source.end(Buffer.alloc(5_000_000))
  await new Promise((resolve) => source.once('end', resolve))
  expect((await reader.read()).value?.byteLength ?? 0).toBeLessThan(300_000)
})
