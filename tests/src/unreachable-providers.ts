import { providersOf } from './services.mjs'

/** Every provider as it describes itself, before services that nobody will ask. */
export function unreachableProviders() {
  const url = 'http://127.0.0.1:9'
  const keys = { clientId: 'id', clientSecret: 'secret' }
  return providersOf({
    urls: { animate3d: url, saymotion: url, opus: url, 'dice-talk': url, hallo: url },
    credentials: {
      animate3d: keys,
      saymotion: keys,
      opus: { rapidApiKey: 'key' },
      'dice-talk': {},
      hallo: {},
    },
  })
}
