import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bundleFor } from '../src/bundle/bundle-for.ts'
import { inTemporaryFolder } from './blender.ts'
import { bvhText } from './bvh-text.ts'

const chromium = process.env['CHROMIUM_PATH']
const walk = {
  name: 'walk.bvh',
  bytes: new TextEncoder().encode(
    bvhText({ frames: Array.from({ length: 31 }, (_, frame) => `0 90 0 ${frame} 0 0 0 0 0`) }),
  ),
}

/** The page as it stands after a while, opened from disk in a real Chromium that can reach nothing. */
async function opened(files: readonly { path: string; bytes: Uint8Array }[]): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, 'web', path)), { recursive: true })
      writeFileSync(join(folder, 'web', path), bytes)
    }
    const { stdout } = await promisify(execFile)(
      chromium ?? '',
      [
        '--headless=new',
        '--no-sandbox',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--proxy-server=127.0.0.1:9',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--virtual-time-budget=4000',
        '--dump-dom',
        pathToFileURL(join(folder, 'web/index.html')).href,
      ],
      { maxBuffer: 1e8 },
    )
    return stdout
  })
}

describe.skipIf(!chromium)('the page of a web bundle', { timeout: 60_000 }, () => {
  test.each([true, false])('opens from disk and plays (with a figure: %s)', async (figure) => {
    const { files } = await bundleFor('web', [walk], { figure })
    const page = await opened(files)
    expect(page).toContain('<body data-shown="walk.glb">')
    expect(page).toMatch(/id="problem" role="alert" hidden=""/)
    expect(page).toMatch(/<output>\d\.\d\d of 1\.00 s<\/output>/)
  })

  test('shows the first of several motions, and offers the others', async () => {
    const { files } = await bundleFor('web', [walk, { ...walk, name: 'run.bvh' }])
    const page = await opened(files)
    expect(page).toContain('<body data-shown="walk/walk.glb">')
    expect(page).toMatch(/<option value="run\/run\.glb">run<\/option>/)
  })

  test('says what is missing, and what it cannot show', async () => {
    const { files } = await bundleFor('web', [walk])
    const missing = await opened(files.filter(({ path }) => path !== 'walk.glb.js'))
    expect(missing).toMatch(/id="problem" role="alert">[^<]*walk\.glb\.js is missing/)
    const broken = files.map((file) =>
      file.path === 'walk.glb.js'
        ? { ...file, bytes: new TextEncoder().encode('window.onetakeShow("walk.glb", "AAAA")') }
        : file,
    )
    expect(await opened(broken)).toMatch(/id="problem" role="alert">The file is no GLB\./)
  })
})
