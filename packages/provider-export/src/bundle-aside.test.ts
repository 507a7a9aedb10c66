import { describe, expect, it } from 'vitest'
import { bundleAside } from './bundle-aside.ts'

const order = () => ({
  target: 'web' as const,
  sources: [{ name: 'walk.bvh', bytes: new TextEncoder().encode('HIERARCHY') }],
  options: {},
})

describe('packing in a thread', () => {
  it('is given up when nobody waits for it any more', async () => {
    const waiting = new AbortController()
    const packing = bundleAside(order(), waiting.signal)
    const reason = new Error('Nobody waits.')
    waiting.abort(reason)
    await expect(packing).rejects.toBe(reason)
    await expect(bundleAside(order(), AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  it('fails with what went wrong in there', async () => {
    const broken = { ...order(), target: 'maya' as 'web' }
    await expect(bundleAside(broken, new AbortController().signal)).rejects.toMatchObject({
      name: 'TypeError',
    })
  })
})
