/** Our server, taking a file that was handed in to a service. */
import { animate3d } from '@onetake/provider-deepmotion'
import { createExchange, multipart, toService } from '@onetake/provider-kit'
import { answer, setup } from './answer.mjs'
import { uploads } from './engine.mjs'

const file = await uploads.open(setup.upload, 'bench')
const { signal } = new AbortController()

answer(null, {
  /**
   * Animate 3D's resumable upload.
   *
   * @param {{ readonly credentials: any, readonly through?: string }} to Where `through` is told, files go by that way.
   */
  async stage({ credentials, through }) {
    const provider = animate3d(credentials)
    const client = provider.connect({
      fetch: (input, init) => fetch(through === undefined ? input : by(through, input), init),
      now: Date.now,
      random: () => 0,
    })
    const context = {
      client,
      signal,
      jobId: 'bench',
      read: async () => file,
      refOf: neverAsked,
      finished: neverAsked,
    }
    const startedAt = performance.now()
    await provider.operations.video2anim.stage?.({ video: setup.upload }, context)
    return (performance.now() - startedAt) / 1000
  },

  /** A form with a file in it, as Hallo, Opus and DICE-Talk take them. @param {string} url */
  async submit(url) {
    const exchange = createExchange(toService({ name: 'Sink', url }), fetch)
    const part = { field: 'video', file, name: 'film.mp4', type: 'video/mp4' }
    const startedAt = performance.now()
    const { status } = await exchange('/', { method: 'POST', headers: {}, body: multipart([part], 'bench') })
    if (status !== 200) throw new Error(`The sink answered ${status}.`)
    return (performance.now() - startedAt) / 1000
  },
})

/** @param {string} origin @param {any} input */
function by(origin, input) {
  const url = new URL(input instanceof Request ? input.url : input)
  return url.pathname.startsWith('/storage/sessions') ? new URL(url.pathname + url.search, origin) : input
}

function neverAsked() {
  throw new Error('Staging asks for no other job.')
}
