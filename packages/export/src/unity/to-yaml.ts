/** What a `.meta` file holds. Lists and records that are empty, and records of numbers alone, stand on one line. */
export type Yaml = string | number | readonly Yaml[] | { readonly [key: string]: Yaml }

/**
 * The YAML that Unity writes: two spaces, lists at the depth of their key, vectors as `{x: 0, y: 0, z: 0}`.
 *
 * @see https://docs.unity3d.com/Manual/UnityYAML.html
 */
export function toYaml(record: { readonly [key: string]: Yaml }, depth = 0): string {
  return Object.entries(record)
    .map(([key, value]) => entry(key, value, '  '.repeat(depth), depth))
    .join('')
}

function entry(key: string, value: Yaml, indent: string, depth: number): string {
  if (isList(value)) {
    if (value.length === 0) return `${indent}${key}: []\n`
    return `${indent}${key}:\n${value.map((item) => listItem(item, indent, depth)).join('')}`
  }
  if (typeof value !== 'object') return `${indent}${key}: ${scalar(value)}\n`
  const parts = Object.entries(value)
  if (parts.every(([, part]) => typeof part === 'number')) {
    return `${indent}${key}: {${parts.map(([name, part]) => `${name}: ${String(part)}`).join(', ')}}\n`
  }
  return `${indent}${key}:\n${toYaml(value, depth + 1)}`
}

function listItem(item: Yaml, indent: string, depth: number): string {
  if (isList(item) || typeof item !== 'object') return `${indent}- ${isList(item) ? '[]' : scalar(item)}\n`
  // The first line of a record stands behind the dash.
  return `${indent}- ${toYaml(item, depth + 1).slice(indent.length + 2)}`
}

/** Quoted unless it plainly is a word: a joint may be called `mixamorig:Hips`, `no` or `1e3`. */
function scalar(value: string | number): string {
  if (typeof value === 'number' || value === '') return String(value)
  const isWord = /^[A-Za-z_][\w ]*\w$|^[A-Za-z_]$/.test(value)
  const isMeant = /^(y|n|yes|no|on|off|true|false|null)$/i.test(value)
  if (isWord && !isMeant) return value
  return /[\x00-\x1f\x7f]/.test(value) ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`
}

const isList = (value: Yaml): value is readonly Yaml[] => Array.isArray(value)
