import type { ExportedFile } from '../export-for.ts'
import { WEB_VIEWER } from './shipped-files.ts'

/**
 * The page that shows the GLBs beside it, opened from disk or from any server, and loads nothing from elsewhere.
 *
 * A page that is opened from disk may not read files, but it may run scripts: each GLB comes a second time, as one.
 */
export function webViewer(files: readonly ExportedFile[]): readonly ExportedFile[] {
  const encoder = new TextEncoder()
  const models = files.filter(({ path }) => path.endsWith('.glb'))
  const list = models.map(({ path }) => ({ name: path.replace(/^.*\//, '').replace(/\.glb$/, ''), path }))
  return [
    ...Object.entries(WEB_VIEWER).map(([path, text]) => ({ path, bytes: encoder.encode(text) })),
    { path: 'models.js', bytes: encoder.encode(`window.onetakeModels = ${JSON.stringify(list, null, 2)}\n`) },
    ...models.map(({ path, bytes }) => ({
      path: `${path}.js`,
      bytes: encoder.encode(`window.onetakeShow(${JSON.stringify(path)}, "${toBase64(bytes)}")\n`),
    })),
  ]
}

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  // A call takes only so many arguments; a multiple of 3 so that no part but the last is padded.
  const size = 3 * 8192
  for (let start = 0; start < bytes.length; start += size)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + size))))
  return parts.join('')
}
