/**
 * What is wrong with a prompt, in words; null where nothing is. Control characters and line breaks are
 * refused. So is `, name=`, which a server that splits at commas would read as a parameter of its own (the
 * same with `;` and `&`); commas and `=` of ordinary prose are fine.
 */
export function promptProblem(text: string): string | null {
  if (UNSAFE.test(text)) return 'Must be one line of text, without line breaks or control characters'
  if (LOOKS_LIKE_A_PARAMETER.test(text))
    return 'Must not contain ", name=" as in ", seed=1", which reads like a parameter'
  return null
}

/** C0 and C1 controls, the two line separators of Unicode, and half a surrogate pair. */
const UNSAFE = /[\p{Cc}\u2028\u2029\p{Cs}]/u
const LOOKS_LIKE_A_PARAMETER = /[,;&][\s"']*[\w.-]+[\s"']*=/
