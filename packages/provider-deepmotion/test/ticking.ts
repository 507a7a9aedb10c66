import type { Provider } from '@onetake/core'

/**
 * A provider by whose questions about jobs time passes: no job ends before it could be looked for or canceled, and none
 * has to be waited for.
 */
export const ticking = (provider: Provider, tick: () => void): Provider => ({
  ...provider,
  connect: (io) =>
    provider.connect({
      ...io,
      fetch(address, init) {
        if (String(address).includes('/status/')) tick()
        return io.fetch(address, init)
      },
    }),
})
