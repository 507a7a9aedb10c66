import { useJobCases } from '@onetake/core/testing'
import { describe, inject, it } from 'vitest'
import { mountJob } from '../test/mount-job.ts'

describe('useJob', () => {
  it.for(useJobCases)('$title', { timeout: 60_000 }, (useCase) =>
    useCase.run({ url: inject('url'), mount: mountJob }),
  )
})
