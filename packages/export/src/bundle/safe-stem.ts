/** The name of a file without its folders and its ending, safe as a path on every system. */
export function safeStem(name: string): string {
  const base = name.replaceAll('\\', '/').split('/').at(-1) ?? ''
  const safe = base
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replaceAll(/[^\w-]+/g, '_')
    .slice(0, 48)
  return /[a-z0-9]/i.test(safe) ? safe : 'motion'
}

/** One for each name, different from each other even where case does not count. */
export function uniqueStems(names: readonly string[]): readonly string[] {
  const used = new Set<string>()
  return names.map((name) => {
    const stem = safeStem(name)
    let unique = stem
    for (let count = 2; used.has(unique.toLowerCase()); count++) unique = `${stem}_${count}`
    used.add(unique.toLowerCase())
    return unique
  })
}
