import { JobError } from '@onetake/core'
import { SCRIPTED_GLB } from '@onetake/core/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryArtifacts } from '../test/memory-artifacts.ts'
import { ann, setUpEngine } from '../test/set-up-engine.ts'
import type { ArtifactStore } from './artifact-store.ts'

describe('collecting', () => {
  it('tries a broken download again', async () => {
    let tries = 0
    const { clock, start, statusOf } = setUpEngine({
      script: {
        download: () => {
          tries += 1
          if (tries < 3) throw new TypeError('terminated')
          return new Response(SCRIPTED_GLB)
        },
      },
    })
    await start('a')
    await clock.advance(10_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('waits for a disk that is full, and says so', async () => {
    const troubles: (string | undefined)[] = []
    let isFull = true
    const memory = createMemoryArtifacts()
    const artifacts: ArtifactStore = {
      ...memory,
      async write(key, body) {
        if (isFull) throw new JobError('internal', 'The file could not be stored.')
        await memory.write(key, body)
      },
    }
    const { engine, clock, start, statusOf } = setUpEngine({ artifacts })
    engine.troubles.subscribe(({ error }) => troubles.push(error?.message))
    await start('a')
    await clock.advance(60_000)
    expect([await statusOf('a'), troubles[0]]).toEqual(['collecting', 'The file could not be stored.'])
    isFull = false
    await clock.advance(60_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('waits for credentials that are refused, as an operator can set them right', async () => {
    let isRefused = true
    const { clock, start, statusOf, troubles } = setUpEngine({
      script: {
        download: () => {
          if (isRefused) throw new JobError('credentials-refused', 'The key is not taken.')
          return new Response(SCRIPTED_GLB)
        },
      },
    })
    await start('a')
    await clock.advance(60_000)
    expect([await statusOf('a'), troubles]).toEqual([
      'collecting',
      expect.arrayContaining(['credentials-refused']),
    ])
    isRefused = false
    await clock.advance(60_000)
    expect(await statusOf('a')).toBe('succeeded')
  })

  it('calls a file of a format that nobody describes what it is said to be, whatever it looks like', async () => {
    const { engine, clock, start } = setUpEngine({
      script: {
        answers: [
          {
            status: 'succeeded',
            output: { artifacts: [{ format: 'dmpe' as 'glb', source: 'x' }], data: { credits: 1 } },
          },
        ],
        download: () => new Response('{"poses": []}'),
      },
    })
    await start('a')
    await clock.advance(10_000)
    expect(await engine.get('a', ann)).toMatchObject({
      status: 'succeeded',
      output: { artifacts: [{ format: 'dmpe' }] },
    })
  })

  it('takes no error page for a file', async () => {
    const { engine, clock, start, statusOf } = setUpEngine({
      script: {
        download: () => new Response('<!doctype html><h1>Sorry</h1>'),
      },
    })
    await start('a')
    await clock.advance(5 * 60_000)
    expect(await statusOf('a')).toBe('collecting')
    await clock.advance(70 * 60_000)
    expect(await engine.get('a', ann)).toMatchObject({ status: 'failed', error: { code: 'collect-failed' } })
  })
})

describe('a file that is none', () => {
  const bytes = (text: string, init?: ResponseInit) => () => new Response(text, init)

  it.each([
    ['an error page', bytes('<!doctype html><h1>Sorry</h1>')],
    ['an XML error', bytes('<?xml version="1.0"?><Error/>')],
    ['an error with its status', bytes('glTF', { status: 403 })],
    ['nothing', bytes('')],
    ['a part', bytes('glTF', { headers: { 'content-length': '400' } })],
  ])('because the provider sent %s is asked for again', async (_, wrong) => {
    const { engine, clock, start, statusOf, script } = setUpEngine({ script: { download: wrong } })
    await start('a')
    await clock.advance(60_000)
    expect(await statusOf('a')).toBe('collecting')
    script.download = () => new Response(SCRIPTED_GLB)
    await clock.advance(60_000)
    expect(await engine.get('a', ann)).toMatchObject({
      status: 'succeeded',
      output: { artifacts: [{ bytes: SCRIPTED_GLB.length }] },
    })
  })

  it('for want of credits fails the job at once, by that code', async () => {
    const { engine, clock, start } = setUpEngine({
      script: {
        download: () => {
          throw new JobError('insufficient-credits', 'This variant costs a credit.', { providerCode: '101' })
        },
      },
    })
    await start('a')
    await clock.advance(1_000)
    expect(await engine.get('a', ann)).toMatchObject({
      status: 'failed',
      error: { code: 'insufficient-credits', providerCode: '101' },
    })
  })
})
