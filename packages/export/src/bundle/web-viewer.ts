import type { ExportedFile } from '../export-for.ts'
import { WEB_VIEWER } from './shipped-files.ts'

/** A model, splats or a video that the page shows; which of them, its ending tells. */
export interface Shown {
  readonly path: string
  /** Path of a picture of a video. */
  readonly poster?: string
  /** Where in a video a good picture is: the page shows that one where there is no poster. */
  readonly posterSeconds?: number
}

/**
 * The page that shows the files beside it, opened from disk or from any server, and loads nothing from elsewhere.
 *
 * A page that is opened from disk may not read files, but it may run scripts and play videos: each model and each
 * splat file comes a second time, as a script.
 */
export function webViewer(shown: readonly Shown[], files: readonly ExportedFile[]): readonly ExportedFile[] {
  const encoder = new TextEncoder()
  const names = shown.map(({ path }) => path.replace(/^.*\/|\.\w+$/g, ''))
  const list = shown.map((each, index) => {
    const name = names[index] ?? ''
    // A motion and the video of it are called alike; their endings tell which is which.
    const isAlone = names.filter((other) => other === name).length < 2
    return { name: isAlone ? name : each.path.replace(/^.*\//, ''), ...each }
  })
  const read = files.filter(({ path }) => shown.some((each) => each.path === path) && READ.test(path))
  return [
    ...Object.entries(WEB_VIEWER).map(([path, text]) => ({ path, bytes: encoder.encode(text) })),
    { path: 'models.js', bytes: encoder.encode(`window.onetakeModels = ${JSON.stringify(list, null, 2)}\n`) },
    ...read.map(({ path, bytes }) => ({
      path: `${path}.js`,
      bytes: encoder.encode(`window.onetakeShow(${JSON.stringify(path)}, "${toBase64(bytes)}")\n`),
    })),
  ]
}

/** What the page takes apart itself. */
const READ = /\.(glb|spz)$/

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  // A call takes only so many arguments; a multiple of 3 so that no part but the last is padded.
  const size = 3 * 8192
  for (let start = 0; start < bytes.length; start += size)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + size))))
  return parts.join('')
}
