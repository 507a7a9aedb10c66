/** The same names, the later of two equal ones with a number: readers find joints by name. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let count = 2; used.has(unique); count++) unique = `${name}_${count}`
    used.add(unique)
    return unique
  })
}
