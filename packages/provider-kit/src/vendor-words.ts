const LONGEST = 200
/** A shorter secret is none, and to strike it out would only garble the words. */
const SHORTEST = 4

/**
 * What the service said, made fit to be shown: one short line without links, without paths of the
 * service's machine, and without any of `secrets`, should the service have repeated one. Empty where nothing readable is left.
 */
export function vendorWords(text: string, secrets: readonly string[] = []): string {
  let words = text
  for (const secret of secrets) if (secret.length >= SHORTEST) words = words.replaceAll(secret, '[secret]')
  words = words
    .replaceAll(/\w+:\/\/\S+/g, '[link]')
    .replaceAll(/(?<![\w.\])])(?:[A-Za-z]:)?(?:[\\/][\w.@+-]+){2,}/g, '[path]')
    .replaceAll(/dmsess=\S+/g, '[secret]')
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\s]+/gu, ' ')
    .trim()
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words
}
