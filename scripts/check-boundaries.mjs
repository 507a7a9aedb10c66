/** Fails when a source file imports what the table in boundaries.mjs does not allow it. */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { BOUNDARIES } from './boundaries.mjs'
import { root } from './steps.mjs'

const files = Object.keys(BOUNDARIES).flatMap(sourcesOf)
const forgotten = readdirSync(join(root, 'packages')).filter(
  (name) => !(`packages/${name}/src` in BOUNDARIES),
)
const broken = [
  ...forgotten.map((name) => `packages/${name}: has no row in the table`),
  ...[...new Set(files)].flatMap(violationsOf),
]
for (const line of broken) console.error(line)
console.log(`${new Set(files).size} files, ${broken.length} broken rules`)
process.exitCode = broken.length > 0 || files.length === 0 ? 1 : 0

/** @param {string} folder */
function sourcesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|test-d)\.tsx?$/.test(path))
    .map((path) => join(folder, path))
}

/** @param {string} file */
function violationsOf(file) {
  const home = homeOf(file)
  const { may, types = [] } = BOUNDARIES[home]
  return importsOf(file).flatMap(({ specifier, isType }) => {
    const allowed = isType ? [...may, ...types] : may
    const room = specifier.startsWith('.') ? homeOf(join(dirname(file), specifier)) : null
    const asked = room ?? specifier
    if (allowed.some((pattern) => fits(asked, pattern)) || (room !== null && isAround(room, home))) return []
    const list = allowed.join(', ') || 'nothing'
    return [
      `${file}: may not import ${isType ? 'types from ' : ''}"${specifier}" (${home} may import: ${list})`,
    ]
  })
}

/** A room may use itself and the rooms around it, as core's client uses core, but none inside it. */
function isAround(outer, home) {
  return outer !== '' && `${home}/`.startsWith(`${outer}/`)
}

/** The innermost folder of the table that a file is in. @param {string} file */
function homeOf(file) {
  const path = relative('.', file)
  const homes = Object.keys(BOUNDARIES).filter((folder) => path.startsWith(`${folder}/`))
  return homes.toSorted((a, b) => b.length - a.length)[0] ?? ''
}

/** @param {string} specifier @param {string} pattern */
function fits(specifier, pattern) {
  return pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern
}

/** Every module a file asks for, and whether only for its types. @param {string} file */
function importsOf(file) {
  const source = readFileSync(join(root, file), 'utf8')
  const { module } = parseSync(file, source)
  return [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      isType: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) =>
        entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, isType: entry.isType }] : [],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      specifier: source.slice(start + 1, end - 1),
      isType: false,
    })),
  ]
}
