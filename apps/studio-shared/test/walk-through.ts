import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { studioCases } from './studio-cases.ts'
import { startStudioStand, type StudioStand } from './studio-stand.ts'

/**
 * Walk through a studio in a real Chromium. Skipped where there is none.
 *
 * @param root - The studio's folder.
 */
export function walkThroughStudio(root: string): void {
  const chromiumPath = process.env['CHROMIUM_PATH'] ?? ''

  describe.skipIf(chromiumPath === '')('the studio', () => {
    let stand: StudioStand
    beforeAll(async () => {
      stand = await startStudioStand(root, chromiumPath)
    }, 120_000)
    afterAll(() => stand?.close(), 60_000)
    afterEach(async () => {
      await stand.context.setOffline(false)
      stand.emulator.faults.clear()
      // What a failed case left at the service is over before the next one.
      stand.emulator.clock.advance(600_000)
    })

    it('what was built for browsers knows nothing of the service behind the server', async () => {
      const { bundle, emulator } = stand
      const { clientId, clientSecret } = emulator.credentials.saymotion
      const secrets = [
        clientId,
        clientSecret,
        'dmsess',
        'deepmotion.com',
        'creditBalance',
        'getModelUploadUrl',
      ]
      const files = await readdir(bundle, { recursive: true, withFileTypes: true })
      const texts = await Promise.all(
        files
          .filter((file) => file.isFile())
          .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
      )
      expect(texts.join().length).toBeGreaterThan(100_000)
      for (const secret of [...secrets, new URL(emulator.urls.saymotion).host]) {
        expect(
          texts.some((text) => text.includes(secret)),
          `${secret} is in the bundle`,
        ).toBe(false)
      }
    })

    it.for(studioCases)('$title', { timeout: 180_000 }, async ({ run }) => {
      const page = await stand.context.newPage()
      const foreign: string[] = []
      const broken: string[] = []
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url())
        if (!['blob:', 'data:'].includes(protocol) && origin !== stand.url) foreign.push(request.url())
      })
      page.on('pageerror', (error) => broken.push(error.message))
      try {
        await run(stand, page)
        expect(foreign, 'requests that left the origin').toEqual([])
        expect(broken, 'errors that nobody caught').toEqual([])
      } finally {
        await page.close()
      }
    })
  })
}
