const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const

/** A size for a person, in decimal units: `940 bytes`, `1.2 MB`. The space does not break. */
export function formatBytes(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1)
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)}\u00a0${UNITS[step]}`
}
