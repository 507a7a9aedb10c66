/** An engine as an application has it: jobs, uploads and artifacts as files. Its one provider makes whatever is behind a link. */
import { join } from 'node:path'
import { defineProvider, each, operationFor } from '@onetake/core'
import { createFetchFile, fileResponse, toService } from '@onetake/provider-kit'
import { createFileArtifacts, createFileStore, createFileUploads } from '@onetake/server'
import { setup } from './answer.mjs'

/** When the last download began, in ms of `performance.now()`. */
export const lastDownload = { startedAt: 0 }

const link = {
  '~standard': /** @type {const} */ ({
    version: 1,
    vendor: 'bench',
    validate: (/** @type {unknown} */ value) => ({ value: /** @type {{ url: string }} */ (value) }),
  }),
}

const links = defineProvider({
  id: 'links',
  connect: (/** @type {string} */ url, io) => createFetchFile(toService({ name: 'Links', url }), io),
  operations: {
    copy: operationFor()({
      title: 'Copy what is behind a link',
      input: link,
      produces: ['bin'],
      pollEveryMs: 100,
      submit: async ({ url }) => url,
      status: each(async (/** @type {string} */ url) => ({
        status: /** @type {const} */ ('succeeded'),
        output: { artifacts: [{ format: /** @type {const} */ ('bin'), source: url }], data: null },
      })),
      async download(source, { client, signal }) {
        lastDownload.startedAt = performance.now()
        const reply = await client(source, signal)
        if (reply.expired) throw new Error('The link has expired.')
        return fileResponse(reply.response)
      },
    }),
  },
})

export const owner = () => 'bench'
export const uploads = createFileUploads(join(setup.folder, 'uploads'))

export const engineOptions = {
  providers: [links('http://127.0.0.1')],
  artifacts: createFileArtifacts(join(setup.folder, 'artifacts')),
  store: await createFileStore(join(setup.folder, 'jobs.json')),
  uploads,
}
