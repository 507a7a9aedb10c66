/** Digits in the layout of the request ids that the vendor's samples show. Opaque to clients. */
export function toRid(hex: string): string {
  const digits = (from: number, count: number) =>
    (BigInt(`0x${hex.slice(from, from + 16)}`) % 10n ** BigInt(count)).toString().padStart(count, '0')
  return `${digits(0, 10)}-${digits(16, 10)}-${digits(32, 4)}`
}

/** The ids of a batch that asks for states: `a,b,c`, each once, in order. */
export function splitRids(text: string): readonly string[] {
  return [...new Set(text.split(',').filter((rid) => rid !== ''))]
}
