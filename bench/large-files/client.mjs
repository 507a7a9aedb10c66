/** Our client of browsers, with a file of the disk as browsers have them. */
import { openAsBlob } from 'node:fs'
import { createJobsClient } from '@onetake/core/client'
import { answer, setup } from './answer.mjs'

answer(null, {
  /** @param {{ readonly url: string, readonly id: string }} to */
  async upload({ url, id }) {
    const client = createJobsClient({ url })
    const startedAt = performance.now()
    await client.upload(await openAsBlob(setup.file), { id })
    return (performance.now() - startedAt) / 1000
  },
})
