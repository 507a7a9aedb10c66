import { useUploadCases } from '@onetake/core/testing'
import { describe, inject, it } from 'vitest'
import { mountUpload } from '../test/mount-upload.ts'

describe('useUpload', () => {
  it.for(useUploadCases)('$title', { timeout: 60_000 }, (useCase) =>
    useCase.run({ url: inject('url'), mount: mountUpload }),
  )
})
