import { describe, expect, it } from 'vitest'
import { credentialsOf, withoutSecrets } from './journal.ts'

const noted = (path: string) => withoutSecrets(new URL(path, 'http://localhost'))

describe('the journal', () => {
  it.each([
    ['/files/a?expires=1&signature=abc', '/files/a?expires=1&signature=***'],
    ['/sessions?upload_id=abc', '/sessions?upload_id=***'],
    ['/x?X-Goog-Signature=abc&X-Goog-Credential=me', '/x?X-Goog-Signature=***&X-Goog-Credential=***'],
    ['/x?api_key=abc&rapidapi-key=abc&token=abc', '/x?api_key=***&rapidapi-key=***&token=***'],
    [`/x?url=${encodeURIComponent('http://h/p?signature=abc&a=1')}`, '/x?url=http://h/p?signature=***&a=1'],
    [`/x?url=${encodeURIComponent('https://me:word@h/p')}`, '/x?url=https://h/p'],
    ['/list/SUCCESS,FAILURE?name=a b', '/list/SUCCESS,FAILURE?name=a b'],
  ])('notes %s without what opens doors', (path, expected) => {
    expect(noted(path)).toBe(expected)
  })

  it.each([
    [{}, 'none'],
    [{ cookie: 'dmsess=1' }, 'cookie'],
    [{ cookie: 'dmsess=1', authorization: 'Basic abc' }, 'cookie+basic'],
    [{ authorization: 'Bearer abc' }, 'bearer'],
    [{ 'x-rapidapi-key': 'abc' }, 'key'],
    [{ authorization: 'Basic abc', 'x-api-key': 'abc' }, 'basic+key'],
  ])('tells %j as %s', (headers, expected) => {
    expect(credentialsOf(headers)).toBe(expected)
  })
})
