import { expect, test } from 'vitest'
import { toService } from './service.ts'

const open = (url: string, isOpen = false) => toService({ name: 'SayMotion', url, isOpen })

test.each([
  ['https://service.deepmotion.com', 'https://service.deepmotion.com/'],
  ['https://service.deepmotion.com/', 'https://service.deepmotion.com/'],
  ['https://api-saymotion.deepmotion.com:443', 'https://api-saymotion.deepmotion.com/'],
  ['https://gateway.test/saymotion//', 'https://gateway.test/saymotion'],
  ['http://localhost:4010/', 'http://localhost:4010/'],
  ['http://127.9.9.9:4010', 'http://127.9.9.9:4010/'],
  ['http://[::1]:4010', 'http://[::1]:4010/'],
])('%s is a service', (text, href) => {
  expect(open(text).url.href).toBe(href)
})

test.each([
  ['http://service.deepmotion.com', /http is for localhost/],
  ['http://10.0.0.1', /http is for localhost/],
  ['https://id:secret@service.deepmotion.com', /no user name/],
  ['https://service.deepmotion.com/?a=1', /query/],
  ['service.deepmotion.com', /https address/],
  ['file:///tmp', /https address/],
])('%s is refused before anything is sent', (text, message) => {
  expect(() => open(text)).toThrow(message)
})

test('a service without credentials may be anywhere on the network', () => {
  expect(open('http://10.0.0.1:8000', true).url.href).toBe('http://10.0.0.1:8000/')
})
