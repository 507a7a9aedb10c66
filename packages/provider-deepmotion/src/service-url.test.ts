import { expect, test } from 'vitest'
import { connectSayMotion } from './client.ts'
import { toServiceUrl } from './service-url.ts'

test.each([
  ['https://service.deepmotion.com', 'https://service.deepmotion.com/'],
  ['https://service.deepmotion.com/', 'https://service.deepmotion.com/'],
  ['https://api-saymotion.deepmotion.com:443', 'https://api-saymotion.deepmotion.com/'],
  ['https://gateway.test/saymotion//', 'https://gateway.test/saymotion'],
  ['http://localhost:4010/', 'http://localhost:4010/'],
  ['http://127.9.9.9:4010', 'http://127.9.9.9:4010/'],
  ['http://[::1]:4010', 'http://[::1]:4010/'],
])('%s is a service', (text, href) => {
  expect(toServiceUrl(text).href).toBe(href)
})

test.each([
  ['http://service.deepmotion.com', /http is for localhost/],
  ['http://10.0.0.1', /http is for localhost/],
  ['https://id:secret@service.deepmotion.com', /no user name/],
  ['https://service.deepmotion.com/?a=1', /query/],
  ['service.deepmotion.com', /https address/],
  ['file:///tmp', /https address/],
])('%s is refused before anything is sent', (text, message) => {
  expect(() => toServiceUrl(text)).toThrow(message)
})

test.each([
  [{ clientId: '', clientSecret: 'x' }, /clientId/],
  [{ clientId: 'a:b', clientSecret: 'x' }, /colon/],
  [JSON.parse('{ "clientId": "x" }'), /clientSecret/],
])('credentials that cannot be right are refused before anything is sent', (credentials, message) => {
  const io = { fetch, now: () => 0 }
  expect(() => connectSayMotion(credentials, io)).toThrow(message)
})
