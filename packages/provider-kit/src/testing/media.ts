/** A picture of 48 by 48 pixels that somebody with good will takes for a face. PNG. */
export const portraitPng = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(PORTRAIT), (character) => character.charCodeAt(0))

const PORTRAIT =
  'iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAIAAADYYG7QAAAAf0lEQVR42u3YWQ2AUBBD0cpBCZrQgBZEIQUFkHnbpENuUgHns622' +
  '/bCKAAEC5Ay6r/Mt2aAPyiBL6zR9Ji3VdJi0WtNqUoKmyaQcTdxUEzRFEzQBGgdN1ERMgAABAgQI0P9B1I+KIEp+xV3muFwdt73j++H4' +
  'Dzk+aJyegACF8wDd+LYWsrDwjgAAAABJRU5ErkJggg=='

/** Samples a second. */
const RATE = 8_000

/** A hum that comes and goes, as speech does. WAV, one channel of 16 bits. */
export function voiceWav(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = Math.round(seconds * RATE)
  const bytes = new Uint8Array(44 + 2 * samples)
  const view = new DataView(bytes.buffer)
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at)
  write(0, 'RIFF')
  view.setUint32(4, 36 + 2 * samples, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, 2 * RATE, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  write(36, 'data')
  view.setUint32(40, 2 * samples, true)
  for (let index = 0; index < samples; index += 1) {
    const second = index / RATE
    const loudness = 0.5 - 0.5 * Math.cos(2 * Math.PI * 3 * second)
    view.setInt16(44 + 2 * index, 12_000 * loudness * Math.sin(2 * Math.PI * 160 * second), true)
  }
  return bytes
}
