import { playwright } from '@vitest/browser-playwright'
import type { UserWorkspaceConfig } from 'vitest/config'
import { toolPaths } from './scripts/machine.mjs'

/**
 * Tests that run in Node. Files named `*.fixtures.test.ts` are of real files of other makers, in the folder that
 * `ONETAKE_FIXTURES` names. A test that needs a tool looks for its path in the environment: `BLENDER_PATH`, `FFPROBE_PATH`.
 */
export const node = (name: string): UserWorkspaceConfig => ({
  test: {
    name,
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    exclude: ['**/*.browser.test.*', ...(process.env['ONETAKE_FIXTURES'] ? [] : ['**/*.fixtures.test.*'])],
    env: toolPaths,
    // A net for what hangs, not a measure: a test may share two cores with others.
    testTimeout: 60_000,
  },
})

const chromium = toolPaths['CHROMIUM_PATH']

/** Tests that run in a real Chromium, where there is one: files named `*.browser.test.ts(x)`. */
export const browser = (name: string, overrides: UserWorkspaceConfig = {}): UserWorkspaceConfig => ({
  ...overrides,
  test: {
    ...overrides.test,
    name: `${name}:browser`,
    include: chromium ? ['src/**/*.browser.test.{ts,tsx}'] : [],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { ...(chromium && { executablePath: chromium }) } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
