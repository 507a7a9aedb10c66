import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment.ts'

const credentials = { ONETAKE_SAYMOTION_CLIENT_ID: 'id', ONETAKE_SAYMOTION_CLIENT_SECRET: 'secret' }

describe('readEnvironment', () => {
  it('needs no more than credentials', () => {
    expect(readEnvironment(credentials)).toEqual({
      port: 4000,
      host: '127.0.0.1',
      dataFolder: '.data',
      saymotion: { clientId: 'id', clientSecret: 'secret', url: undefined },
    })
  })

  it('names everything that is missing or wrong at once, and repeats no secret', () => {
    const read = () => readEnvironment({ PORT: 'http', ONETAKE_SAYMOTION_CLIENT_SECRET: 'sesame' })
    expect(read).toThrow(/^PORT must be .*\nONETAKE_SAYMOTION_CLIENT_ID is not set: /)
    expect(read).not.toThrow(/sesame/)
  })

  it.each(['-1', '70000', '80.5', 'x'])('takes no port %s', (PORT) => {
    expect(() => readEnvironment({ ...credentials, PORT })).toThrow('PORT')
  })
})
