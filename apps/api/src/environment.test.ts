import type { Provider } from '@onetake/core'
import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment.ts'

const credentials = { ONETAKE_SAYMOTION_CLIENT_ID: 'id', ONETAKE_SAYMOTION_CLIENT_SECRET: 'secret' }

describe('readEnvironment', () => {
  it('needs no more than credentials', () => {
    expect(readEnvironment(credentials)).toEqual({
      port: 4000,
      host: '127.0.0.1',
      dataFolder: '.data',
      providers: [expect.objectContaining({ id: 'saymotion' })],
    })
  })

  it('asks a service where the environment says that it is', async () => {
    const env = { ...credentials, ONETAKE_SAYMOTION_URL: 'http://127.0.0.1:9/saymotion' }
    // Its type speaks of all services; only one is configured.
    const [provider] = readEnvironment(env).providers as readonly Provider[]
    const asked: string[] = []
    const client = provider?.connect({
      async fetch(url) {
        asked.push(String(url))
        throw new Error('Nobody is there.')
      },
      now: Date.now,
      random: Math.random,
    })
    const none = async () => Promise.reject(new Error('There is none.'))
    const { signal } = new AbortController()
    const context = { client, signal, refOf: none, finished: none, read: none }
    await expect(provider?.calls['credits']?.run({}, context)).rejects.toThrow()
    expect(asked[0]).toMatch(/^http:\/\/127\.0\.0\.1:9\/saymotion\//)
  })

  it('names everything that is missing or wrong at once, and repeats no secret', () => {
    const read = () => readEnvironment({ PORT: 'http', ONETAKE_SAYMOTION_CLIENT_SECRET: 'sesame' })
    expect(read).toThrow(/^PORT must be .*\nSet ONETAKE_SAYMOTION_CLIENT_ID to use SayMotion: /)
    expect(read).not.toThrow(/sesame/)
  })

  it('says what each service would need, where none is configured', () => {
    expect(() => readEnvironment({})).toThrow(
      /^No service is configured:\n {2}Set ONETAKE_ANIMATE3D_CLIENT_ID and /,
    )
  })

  it.each(['-1', '70000', '80.5', 'x'])('takes no port %s', (PORT) => {
    expect(() => readEnvironment({ ...credentials, PORT })).toThrow('PORT')
  })
})
