import { browser } from '../../vitest.base.ts'

export default browser('react', { test: { globalSetup: 'test/global-setup.ts' } })
