import { expect, test } from 'vitest'
import { guardLink } from './link-guard.ts'
import { toService } from './service.ts'

const fileHosts = ['storage.googleapis.com', '.deepmotion.com']
const PUBLIC = toService({ name: 'SayMotion', url: 'https://service.deepmotion.com', fileHosts })
const LOCAL = toService({ name: 'SayMotion', url: 'http://127.0.0.1:4010', fileHosts })

test.each([
  'https://storage.googleapis.com/bucket/a.fbx?X-Goog-Signature=1',
  'https://cdn.deepmotion.com/a.glb',
  'https://service.deepmotion.com/files/a.glb',
  'https://STORAGE.googleapis.com:443/a',
])('%s may be fetched', (address) => {
  expect(guardLink(address, PUBLIC).protocol).toBe('https:')
})

test.each([
  'http://storage.googleapis.com/a',
  'http://169.254.169.254/computeMetadata/v1/',
  'https://169.254.169.254/',
  'http://metadata.google.internal/',
  'file:///etc/passwd',
  'data:text/plain,hello',
  'ftp://storage.googleapis.com/a',
  'https://storage.googleapis.com.evil.test/a',
  'https://evil.test/?storage.googleapis.com',
  'https://evil.test/#.deepmotion.com',
  'https://evil.test\\@storage.googleapis.com/',
  'https://storage.googleapis.com@evil.test/',
  'https://user:pass@storage.googleapis.com/a',
  'https://user@storage.googleapis.com/a',
  'https://:pass@storage.googleapis.com/a',
  'https://evildeepmotion.com/a',
  'https://deepmotion.com.evil.test/a',
  'https://storage.googleapis.com./a',
  'https://storage.googleapis.com:8443/a',
  'https://127.0.0.1/a',
  'http://localhost/a',
  'http://[::1]/a',
  'http://0x7f.1/a',
  'http://0.0.0.0/a',
  '//storage.googleapis.com/a',
  'a.fbx',
  '',
])('%s may not be fetched', (address) => {
  expect(() => guardLink(address, PUBLIC)).toThrow(expect.objectContaining({ code: 'provider-protocol' }))
})

test('a service on this machine hands out files of this machine', () => {
  expect(guardLink('http://127.0.0.1:4011/a', LOCAL).port).toBe('4011')
  expect(guardLink('http://localhost:9/a', LOCAL).hostname).toBe('localhost')
  expect(() => guardLink('http://169.254.169.254/', LOCAL)).toThrow(/not its own/)
  expect(() => guardLink('http://10.0.0.1/', LOCAL)).toThrow(/not its own/)
})

const ANYWHERE = toService({ name: 'Opus', url: 'https://opus.example.com', fileHosts: 'public' })

test.each([
  'https://bucket.s3.amazonaws.com/a.glb?X-Amz-Signature=1',
  'https://cdn.example.com/a',
  'https://a_b.example.co.uk/a',
  'https://xn--bcher-kva.example/a',
  'https://opus.example.com/files/a',
])('where files may be anywhere public, %s may be fetched', (address) => {
  expect(guardLink(address, ANYWHERE).protocol).toBe('https:')
})

test.each([
  'http://cdn.example.com/a',
  'https://cdn.example.com:8443/a',
  'https://user@cdn.example.com/a',
  'https://10.0.0.1/a',
  'https://127.0.0.1/a',
  'https://0x7f.1/a',
  'https://2130706433/a',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/a',
  'https://[::ffff:10.0.0.1]/a',
  'https://[fe80::1]/a',
  'https://8.8.8.8/a',
  'https://localhost/a',
  'https://evil.localhost/a',
  'https://intranet/a',
  'https://metadata.google.internal/a',
  'https://printer.local/a',
  'https://router.home.arpa/a',
  'https://cdn.example.com./a',
  'https://-a.example.com/a',
  'file:///etc/passwd',
])('where files may be anywhere public, %s may not be fetched all the same', (address) => {
  expect(() => guardLink(address, ANYWHERE)).toThrow(expect.objectContaining({ code: 'provider-protocol' }))
})

test('an open service somewhere on the network hands out its own files, and no others of that network', () => {
  const open = toService({ name: 'Hallo', url: 'http://10.0.0.1:8001', isOpen: true })
  expect(guardLink('http://10.0.0.1:8001/api/v1/tasks/1/video', open).port).toBe('8001')
  for (const address of ['http://10.0.0.1/a', 'http://10.0.0.2:8001/a', 'http://127.0.0.1:8001/a']) {
    expect(() => guardLink(address, open)).toThrow(/not its own/)
  }
})

test('the address is not in the message', () => {
  expect(() => guardLink('https://evil.test/?token=1', PUBLIC)).toThrow(/^((?!evil|token).)*$/)
})
