import { describe, expect, it } from 'vitest'
import { formatBytes } from './format-bytes.ts'

describe('formatBytes', () => {
  it('counts small files in bytes and large ones in the largest unit that fits', () => {
    const sizes = [0, 940, 1_234, 188_400, 1_400_000, 2_000_000_000_000]
    expect(sizes.map((bytes) => formatBytes(bytes).replace('\u00a0', ' '))).toEqual([
      '0 bytes',
      '940 bytes',
      '1.2 kB',
      '188 kB',
      '1.4 MB',
      '2000 GB',
    ])
  })
})
