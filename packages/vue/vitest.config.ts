import { browser } from '../../vitest.base.ts'

export default browser('vue', {
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
  },
  test: { globalSetup: 'test/global-setup.ts' },
})
