import { expect, test } from 'vitest'
import { detection, KEYS, single } from '../../test/animate3d.ts'
import { animate3d } from './animate3d.ts'

const provider = animate3d(KEYS)
const deliver = (signature: string | null, body: unknown) =>
  provider.webhook?.({
    headers: new Headers(signature === null ? {} : { 'X-DeepMotion-Signature': signature }),
    body: JSON.parse(JSON.stringify(body)),
  })
const body = { eventType: 'job.completed', data: { taskId: 'r1', status: 'success' } }

test('a delivery names the jobs of its id, whatever it says of them', () => {
  for (const status of ['success', 'failure', 'nonsense']) {
    const isMeant = deliver(KEYS.clientId, { ...body, data: { taskId: 'r1', status } })
    expect(isMeant?.(single('r1'))).toBe(true)
    expect(isMeant?.(detection('r1'))).toBe(true)
    expect(isMeant?.(single('r2'))).toBe(false)
    expect(isMeant?.('r1')).toBe(false)
  }
})

test.each([null, '', 'canary-i', 'canary-idd', 'CANARY-ID'])(
  'a delivery signed "%s" is a stranger\'s',
  (signature) => {
    expect(() => deliver(signature, body)).toThrow(expect.objectContaining({ code: 'unauthorized' }))
  },
)

test.each([null, 'text', [], {}, { eventType: 'job.completed' }, { ...body, data: { taskId: '' } }])(
  'a delivery that says %j is unreadable',
  (wrong) => {
    expect(() => deliver(KEYS.clientId, wrong)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  },
)
