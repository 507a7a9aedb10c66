import { useJobCases } from '@onetake/core/testing'
import { describe, inject, it } from 'vitest'
import { mountJob } from '../test/mount-job.tsx'

const url = inject('url')

describe('useJob', () => {
  it.for(useJobCases)('$title', { timeout: 60_000 }, (useCase) => useCase.run({ url, mount: mountJob }))
})

describe('useJob in StrictMode', () => {
  it.for(useJobCases)('$title', { timeout: 60_000 }, (useCase) =>
    useCase.run({ url, mount: (client, props) => mountJob(client, props, { isStrict: true }) }),
  )
})
