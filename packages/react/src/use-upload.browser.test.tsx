import { useUploadCases } from '@onetake/core/testing'
import { describe, inject, it } from 'vitest'
import { mountUpload } from '../test/mount-upload.tsx'

const url = inject('url')

describe('useUpload', () => {
  it.for(useUploadCases)('$title', { timeout: 60_000 }, (useCase) => useCase.run({ url, mount: mountUpload }))
})

describe('useUpload in StrictMode', () => {
  it.for(useUploadCases)('$title', { timeout: 60_000 }, (useCase) =>
    useCase.run({ url, mount: (client) => mountUpload(client, { isStrict: true }) }),
  )
})
