import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { bundleFor, type BundleOptions } from '../src/bundle/bundle-for.ts'
import { multiply } from '../src/rotation.ts'
import { readSplats } from '../src/splat/read-splats.ts'
import { emptySplats, FLAT_HARMONIC, type Splats } from '../src/splat/splats.ts'
import { splatsTo } from '../src/splat/splats-to.ts'
import { inTemporaryFolder } from './blender.ts'
import { bvhText } from './bvh-text.ts'
import { type Camera, differingShare, FOCAL, renderSplats, SIZE } from './render-splats.ts'
import { sampleSplats } from './sample-splats.ts'

const chromium = process.env['CHROMIUM_PATH']
const ffmpeg = process.env['FFMPEG_PATH']
const encoder = new TextEncoder()
const walk = {
  name: 'walk.bvh',
  bytes: new TextEncoder().encode(
    bvhText({ frames: Array.from({ length: 31 }, (_, frame) => `0 90 0 ${frame} 0 0 0 0 0`) }),
  ),
}

const CHROMIUM = [
  '--headless=new',
  '--no-sandbox',
  '--proxy-server=127.0.0.1:9',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--autoplay-policy=no-user-gesture-required',
  '--virtual-time-budget=4000',
]

type Files = readonly { readonly path: string; readonly bytes: Uint8Array }[]

/** A folder of the files, and a real Chromium that can reach nothing else; gives what it printed. */
async function inChromium<Result>(
  files: Files,
  use: (run: (...options: readonly string[]) => Promise<string>, folder: string) => Promise<Result>,
): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, 'web', path)), { recursive: true })
      writeFileSync(join(folder, 'web', path), bytes)
    }
    const page = pathToFileURL(join(folder, 'web/index.html')).href
    const run = async (...options: readonly string[]): Promise<string> => {
      const profile = `--user-data-dir=${join(folder, 'profile')}`
      const all = [...CHROMIUM, profile, ...options, page]
      return (await promisify(execFile)(chromium ?? '', all, { maxBuffer: 1e8 })).stdout
    }
    return use(run, folder)
  })
}

/**
 * The page as it stands after a while, opened from disk.
 *
 * @param script - Run when something is shown.
 */
const opened = (files: Files, script = ''): Promise<string> =>
  inChromium(withScript(files, script), (run) => run('--dump-dom'))

function withScript(files: Files, script: string): Files {
  if (script === '') return files
  const waiting = `<script>{
    const wait = setInterval(() => {
      if (!document.body.dataset.shown) return
      clearInterval(wait)
      ${script}
    }, 10)
  }</script></body>`
  return files.map(({ path, bytes }) =>
    path === 'index.html'
      ? { path, bytes: encoder.encode(new TextDecoder().decode(bytes).replace('</body>', waiting)) }
      : { path, bytes },
  )
}

/**
 * What is to be seen on it then, 400 pixels wide and high; the lowest 40 or so are its controls.
 *
 * @param script - Run when something is shown.
 * @returns The colour at a place from 0 to 1, from the left and from the top.
 */
async function pictured(files: Files, script = ''): Promise<(x: number, y: number) => readonly number[]> {
  return inChromium(withScript(files, script), async (run, folder) => {
    const shot = join(folder, 'shot.png')
    await run('--window-size=400,400', '--hide-scrollbars', `--screenshot=${shot}`)
    const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    return (x, y) => {
      const at = (Math.round(y * info.height) * info.width + Math.round(x * info.width)) * 3
      return [...data.subarray(at, at + 3)]
    }
  })
}

const press = (key: string, times: number): string =>
  `for (let time = 0; time < ${times}; time++)
     document.querySelector('canvas').dispatchEvent(new KeyboardEvent('keydown', { key: ${JSON.stringify(key)} }));`

const COLORS = { red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1], grey: [0.5, 0, 0.5] } as const
type Color = keyof typeof COLORS

/** Round splats of some size, nearly opaque. */
function balls(
  list: readonly (readonly [place: readonly [number, number, number], color: Color])[],
  harmonics = new Float32Array(0),
): Splats {
  return {
    ...emptySplats(list.length, harmonics.length > 0 ? 1 : 0),
    positions: Float32Array.from(list.flatMap(([place]) => place)),
    scales: new Float32Array(list.length * 3).fill(Math.log(0.3)),
    rotations: Float32Array.from(list.flatMap(() => [0, 0, 0, 1])),
    opacities: new Float32Array(list.length).fill(6),
    colors: Float32Array.from(
      list.flatMap(([, color]) => COLORS[color].map((value) => (value - 0.5) / FLAT_HARMONIC)),
    ),
    harmonics,
  }
}

const splatPage = async (splats: Splats): Promise<Files> =>
  (await bundleFor('web', [{ name: 'balls.spz', bytes: (await splatsTo('spz', splats)).bytes }])).files

/** Of what a place looks like: the one colour that stands out. */
function nameOf(color: readonly number[]): Color | 'none' {
  const names = ['red', 'green', 'blue'] as const
  return (
    names.find((_, channel) =>
      color.every((value, each) => (each === channel ? value > 150 : value < 100)),
    ) ?? 'none'
  )
}

const named = (files: Files, path: string): Uint8Array =>
  files.find((file) => file.path === path)?.bytes ?? new Uint8Array()

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

  describe('with splats', () => {
    /** The camera stands half to the right at first; five steps to the left are straight in front. */
    const inFront = press('ArrowLeft', 5)
    const behind = press('ArrowLeft', 5 + 31)

    test('shows them upright and not mirrored', async () => {
      const colorAt = await pictured(
        await splatPage(
          balls([
            [[0, 1, 0], 'red'],
            [[0, -1, 0], 'blue'],
            [[1, 0, 0], 'green'],
            [[-1, 0, 0], 'grey'],
          ]),
        ),
        inFront,
      )
      expect(nameOf(colorAt(0.5, 0.15))).toBe('red')
      expect(nameOf(colorAt(0.5, 0.73))).toBe('blue')
      expect(nameOf(colorAt(0.8, 0.45))).toBe('green')
    })

    test('hides what is behind, from whichever side', async () => {
      const files = await splatPage(
        balls([
          [[0, 0, 1], 'red'],
          [[0, 0, -1], 'blue'],
        ]),
      )
      expect(nameOf((await pictured(files, inFront))(0.5, 0.45))).toBe('red')
      expect(nameOf((await pictured(files, behind))(0.5, 0.45))).toBe('blue')
    })

    test('shows each side of them in its own colour', async () => {
      // Of degree 1 the second one goes along Z, from the eye to the splat: red to the front, blue to the back.
      const harmonics = Float32Array.of(0, 0, 0, -0.99, 0, 0.99, 0, 0, 0)
      const files = await splatPage(balls([[[0, 0, 0], 'grey']], harmonics))
      expect(nameOf((await pictured(files, inFront))(0.5, 0.45))).toBe('red')
      expect(nameOf((await pictured(files, behind))(0.5, 0.45))).toBe('blue')
    })

    test('draws what a renderer draws that shares no code with it', async () => {
      const sample = sampleSplats(400, 3)
      // So much of every degree that none could be left out, or have its sign wrong.
      const harmonics = sample.harmonics.map((value, at) => value * (at % 45 < 9 ? 1 : at % 45 < 24 ? 4 : 10))
      const { bytes } = await splatsTo('spz', { ...sample, harmonics }, { harmonicBits: 8 })
      const { files } = await bundleFor('web', [{ name: 'ball.spz', bytes }])
      const { splats } = await readSplats(named(files, 'ball.spz'))
      // Along a diagonal, from where no harmonic is zero: half a quarter to the right, and as much above as a cube's corner.
      const [yaw, tilt, distance] = [Math.PI / 4, Math.atan(Math.SQRT1_2), 3.5]
      const right = [Math.cos(yaw), 0, -Math.sin(yaw)]
      const up = [-Math.sin(yaw) * Math.sin(tilt), Math.cos(tilt), -Math.cos(yaw) * Math.sin(tilt)]
      const back = [Math.sin(yaw) * Math.cos(tilt), Math.sin(tilt), Math.cos(yaw) * Math.cos(tilt)]
      const [x = 0, y = 0, z = 0] = back.map((part) => part * distance)
      const camera: Camera = {
        position: [x, y, z],
        rotation: multiply(
          [0, Math.sin(yaw / 2), 0, Math.cos(yaw / 2)],
          [Math.sin(-tilt / 2), 0, 0, Math.cos(-tilt / 2)],
        ),
      }
      // The same pinhole as a matrix.
      const zoom = (2 * FOCAL) / SIZE
      const columns = [0, 1, 2].flatMap((axis) => {
        const [r = 0, u = 0, b = 0] = [right[axis], up[axis], back[axis]]
        return [zoom * r, zoom * u, -b, -b]
      })
      const view = [...columns, 0, 0, distance - 0.1, distance]
      const page = `<canvas style="width: ${SIZE}px; height: ${SIZE}px"></canvas>
        <script src="read-spz.js"></script><script src="link-program.js"></script>
        <script src="draw-splats.js"></script>
        <script>
          const canvas = document.querySelector('canvas')
          const gl = canvas.getContext('webgl2', { antialias: true })
          const { clearColor } = gl
          gl.clearColor = () => clearColor.call(gl, 0, 0, 0, 1)
          window.onetakeShow = async (path, base64) => {
            const { buffer } = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
            const drawing = window.onetakeDrawSplats(canvas)
            drawing.load(await window.onetakeReadSpz(buffer))
            drawing.draw(Float32Array.of(${view.join()}), [${camera.position.join()}])
            const pixels = new Uint8Array(${SIZE * SIZE * 4})
            gl.readPixels(0, 0, ${SIZE}, ${SIZE}, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
            document.body.dataset.pixels = pixels.join()
          }
        </script><script src="ball.spz.js"></script>`
      const dom = await opened(
        files.map((file) => (file.path === 'index.html' ? { ...file, bytes: encoder.encode(page) } : file)),
      )
      const pixels = /data-pixels="([^"]+)"/.exec(dom)?.[1]?.split(',').map(Number) ?? []
      // WebGL's rows go up.
      const theirs = Float32Array.from({ length: SIZE * SIZE * 3 }, (_, at) => {
        const [row, column] = [Math.floor(at / 3 / SIZE), Math.floor(at / 3) % SIZE]
        return (pixels[((SIZE - 1 - row) * SIZE + column) * 4 + (at % 3)] ?? 0) / 255
      })
      const ours = renderSplats(splats, camera).map((value) => Math.min(value, 1))
      expect(ours.filter((value) => value > 0.1).length).toBeGreaterThan(1000)
      expect(differingShare(theirs, ours)).toBeLessThan(0.02)
    })

    test('is turned by one finger, and comes closer by two', async () => {
      const files = await splatPage(
        balls([
          [[0, 0, 1], 'red'],
          [[0, 0, -1], 'blue'],
          [[1, 0, 0], 'green'],
          [[-1, 0, 0], 'grey'],
        ]),
      )
      // Fingers of a script cannot be captured.
      const touch = `const canvas = document.querySelector('canvas')
        canvas.setPointerCapture = () => {}
        const touch = (type, pointerId, clientX, clientY = 100) =>
          canvas.dispatchEvent(new PointerEvent('pointer' + type, { pointerId, clientX, clientY }))
        touch('down', 1, 300)`
      const turned = await pictured(files, `${touch}; touch('move', 1, 300 - 200 * (Math.PI - 0.5))`)
      expect(nameOf(turned(0.5, 0.45))).toBe('blue')
      expect(nameOf((await pictured(files, inFront))(0.8, 0.45))).toBe('green')
      const close = await pictured(
        files,
        `${inFront} ${touch}; touch('down', 2, 200); touch('move', 2, 100); touch('up', 2); touch('up', 1)`,
      )
      // What is in front has grown over what was beside it.
      expect(nameOf(close(0.8, 0.45))).toBe('red')
    })

    test('needs no controls of time', async () => {
      const page = await opened(await splatPage(balls([[[0, 0, 0], 'red']])))
      expect(page).toMatch(/id="problem" role="alert" hidden=""/)
      expect(page).toMatch(/<button[^>]* hidden=""/)
      expect(page).toMatch(/<video[^>]* hidden=""/)
    })
  })

  describe.skipIf(!ffmpeg)('with a video', () => {
    test('plays it, from disk', async () => {
      const page = await opened(
        await talkPage(),
        `const film = document.querySelector('video')
         film.muted = true
         film.addEventListener('timeupdate', () => {
           if (film.currentTime > 0.1) document.body.dataset.played = 'yes'
         })
         film.play()`,
      )
      expect(page).toMatch(/<body data-shown="talk\.mp4" data-played="yes">/)
      expect(page).toMatch(/id="problem" role="alert" hidden=""/)
      expect(page).toMatch(/<canvas[^>]* hidden=""/)
    })

    test('shows a frame of it that is not black before it plays, and then begins at its beginning', async () => {
      const files = await talkPage()
      expect(nameOf((await pictured(files))(0.5, 0.3))).toBe('red')
      const started = await opened(
        files,
        `const film = document.querySelector('video')
         film.muted = true
         film.addEventListener('seeked', () => {
           if (!film.paused) document.body.dataset.begun = film.currentTime
         })
         if (film.seeking) film.addEventListener('seeked', () => film.play(), { once: true })
         else film.play()`,
      )
      expect(Number(/data-begun="([\d.]+)"/.exec(started)?.[1])).toBeLessThan(0.3)
    })

    test('shows the poster that came with it', async () => {
      const blue = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#0000ff' } })
        .png()
        .toBuffer()
      const files = await talkPage({ poster: async () => blue })
      expect(nameOf((await pictured(files))(0.5, 0.3))).toBe('blue')
    })

    test('says when it is missing', async () => {
      const files = await talkPage()
      const page = await opened(files.filter(({ path }) => path !== 'talk.mp4'))
      expect(page).toMatch(/id="problem" role="alert">talk\.mp4 is missing/)
    })
  })
})

/** A second of black, a second of a red that is busy enough to be told from it by its size. */
function talkPage(options: BundleOptions = {}): Promise<Files> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'talk.mp4')
    const [black, red] = ['black', 'red'].map(
      (color) => `-f lavfi -i color=${color}:size=64x64:rate=10:duration=1`,
    )
    const encoding =
      '-filter_complex [1]noise=alls=40[busy];[0][busy]concat=n=2 -c:v libx264 -pix_fmt yuv420p -g 10 -bf 0'
    execFileSync(ffmpeg ?? '', [...`-v error ${black} ${red} ${encoding}`.split(' '), path])
    const { files } = await bundleFor('web', [{ name: 'talk.mp4', bytes: readFileSync(path) }], options)
    return files
  })
}
