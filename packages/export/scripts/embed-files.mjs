/**
 * Writes what a bundle ships in other languages (Python, C#, a web page) into one module of texts.
 *
 * Not read from disk when a bundle is made: as texts the files reach Node, bundlers and browsers alike. The folders
 * stay the source, where their own tools (Blender, mcs, a browser) see them. The module is part of what a build makes,
 * and in no commit; a test says when it is older than they are.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))

/** Constant of the module, and the folder that it holds. */
const FOLDERS = {
  BLENDER_ADDON: ['Of the Blender add-on, by name.', 'blender/onetake'],
  UNITY_EDITOR: ['Of the Unity editor package, by name.', 'unity/Editor'],
  WEB_VIEWER: ['Of the page that shows a GLB, by name.', 'web'],
}

/** The module as it should be. */
export function shippedFiles() {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const constants = Object.entries(FOLDERS).map(([name, [what, folder]]) => {
    const rows = readdirSync(join(home, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted()
      .map((file) => `  '${file}': ${literal(readFileSync(join(home, folder, file), 'utf8'))},\n`)
    return `/** ${what} */\nexport const ${name}: Readonly<Record<string, string>> = {\n${rows.join('')}}\n`
  })
  return [
    '// Written by scripts/embed-files.mjs; change the files in blender/, unity/ and web/ instead.\n',
    `/** Of this package. */\nexport const EXPORT_VERSION = '${version}'\n`,
    ...constants,
  ].join('\n')
}

/** @param {string} text */
const literal = (text) =>
  `\`${text.replaceAll('\r\n', '\n').replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const target = join(home, 'src/bundle/shipped-files.ts')
  const text = shippedFiles()
  let before = ''
  try {
    before = readFileSync(target, 'utf8')
  } catch {
    // The first time there is none.
  }
  // Left alone when nothing changed, so that watchers and caches stay calm.
  if (before !== text) writeFileSync(target, text)
}
