/**
 * Whether a source holds a test of this title, as it is written there. A group is none, and neither is a test that is
 * skipped or commented out.
 */
export function hasTest(source: string, title: string): boolean {
  const code = source.replaceAll(/^\s*\/\/.*$/gm, '')
  return ["'", '"', '`'].some((quote) => {
    const words = quote + title.replaceAll(quote, `\\${quote}`) + quote
    for (let at = code.indexOf(words); at >= 0; at = code.indexOf(words, at + 1)) {
      const before = code.slice(0, at).trimEnd()
      const isArgument =
        before.endsWith('(') &&
        code
          .slice(at + words.length)
          .trimStart()
          .startsWith(',')
      if (isArgument && isTest(calledBefore(before.slice(0, -1)))) return true
    }
    return false
  })
}

/** What is called: the words before a parenthesis, without a table of cases in between. */
function calledBefore(code: string): string {
  let end = code.length
  if (code.endsWith(')')) {
    let depth = 0
    do {
      end -= 1
      if (code[end] === ')') depth += 1
      if (code[end] === '(') depth -= 1
    } while (depth > 0 && end > 0)
  }
  // A table may name its type: `it.each<[string, number]>`.
  return /([\w.]+)(?:<[^()]*>)?$/.exec(code.slice(0, end))?.[1] ?? ''
}

const isTest = (called: string): boolean => /^(it|test)(\.each)?$/.test(called)
