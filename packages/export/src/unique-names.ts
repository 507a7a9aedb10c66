/** The same names, the later of two equal ones with a number: readers find joints by name. */
export const uniqueNames = (names: readonly string[]): readonly string[] => names.map(uniqueNaming())

/**
 * Gives each name once: as it is, or with the first number that makes it another.
 *
 * @param between - A name and its number.
 * @param isTaken - Also refuses names with a number, such as those that will come yet.
 */
export function uniqueNaming(
  between = '_',
  isTaken: (name: string) => boolean = () => false,
): (name: string) => string {
  const used = new Set<string>()
  // Where counting goes on for each name, or a file of equal names would be counted through for each of them.
  const next = new Map<string, number>()
  return (name) => {
    let unique = name
    let count = next.get(name) ?? 2
    for (; used.has(unique) || (unique !== name && isTaken(unique)); count++)
      unique = `${name}${between}${count}`
    used.add(unique)
    next.set(name, count)
    return unique
  }
}
