/** Whether a text can be sent as an id: no blanks, quotes, separators, `=` or control characters. */
export const isWord = (text: string): boolean => /^[^\s,;&="'\\\p{Cc}\p{Cs}]{1,200}$/u.test(text)
