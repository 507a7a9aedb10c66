import { toPng } from '../src/files/png.ts'

/** A WAV of 16 bits: a buzz that comes and goes twice a second, as syllables do, and is silent in the last fifth. */
export function madeSpeech(seconds: number, { rate = 16_000, channels = 1 } = {}): Uint8Array<ArrayBuffer> {
  const count = Math.round(seconds * rate)
  const bytes = new Uint8Array(44 + count * channels * 2)
  const view = new DataView(bytes.buffer)
  const words = [
    [0, 'RIFF'],
    [8, 'WAVE'],
    [12, 'fmt '],
    [36, 'data'],
  ] as const
  for (const [at, word] of words) bytes.set(new TextEncoder().encode(word), at)
  view.setUint32(4, bytes.length - 8, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * channels * 2, true)
  view.setUint16(32, channels * 2, true)
  view.setUint16(34, 16, true)
  view.setUint32(40, count * channels * 2, true)
  for (let i = 0; i < count; i++) {
    const t = i / rate
    const loud = t > seconds * 0.8 ? 0 : Math.sin(Math.PI * 2 * t) ** 2
    for (let channel = 0; channel < channels; channel++) {
      const value = Math.round(9000 * loud * Math.sin(2 * Math.PI * (180 + 60 * channel) * t))
      view.setInt16(44 + (i * channels + channel) * 2, value, true)
    }
  }
  return bytes
}

/** A PNG of an oval of skin with red lips before a blue wall. */
export function madePortrait(width = 160, height = 200): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = (x / width - 0.5) / 0.22
      const v = (y / height - 0.4) / 0.26
      const lips = Math.hypot(u / 0.4, (v - 0.55) / 0.09) < 1
      const skin = Math.hypot(u, v) < 1
      const colour = lips ? [176, 84, 80] : skin ? [222, 172, 140] : [70, 96 + (x % 7), 140 + (y % 5)]
      rgba.set([...colour, 255], (y * width + x) * 4)
    }
  }
  return new Uint8Array(toPng(width, height, rgba))
}

/** A PNG of nothing: one colour. */
export function madeWall(size = 64): Uint8Array<ArrayBuffer> {
  return new Uint8Array(toPng(size, size, new Uint8Array(size * size * 4).fill(200)))
}
