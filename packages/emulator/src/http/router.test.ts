import { describe, expect, it } from 'vitest'
import { empty } from './reply.ts'
import { matchRoute, type Route, type RouteGroup } from './router.ts'

const route = (name: string, method: Route['method'], pattern: string): Route => ({
  name,
  method,
  pattern,
  handle: () => empty(),
})
const group = (prefix: string, collapseSlashes: boolean): RouteGroup => ({
  prefix,
  collapseSlashes,
  errorReply: (status) => empty(status),
  routes: [
    route('one', 'GET', '/jobs/:id'),
    route('change', 'POST', '/jobs/:id'),
    route('file', 'GET', '/files/*key'),
  ],
})
const groups = [group('/a', true), group('/b', false)]
const match = (method: string, path: string) => matchRoute(groups, method, path)

describe('matchRoute', () => {
  it('reads the named places of the path', () => {
    expect(match('GET', '/a/jobs/1,2')).toMatchObject({ route: { name: 'one' }, params: { id: '1,2' } })
    expect(match('GET', '/a/files/x/y%20z')).toMatchObject({ params: { key: 'x/y z' } })
  })

  it('leaves a plus and a broken escape as they are', () => {
    expect(match('GET', '/a/jobs/a+b')).toMatchObject({ params: { id: 'a+b' } })
    expect(match('GET', '/a/jobs/%zz')).toMatchObject({ params: { id: '%zz' } })
  })

  it('takes doubled slashes for one where the service does', () => {
    expect(match('GET', '/a//jobs///7')).toMatchObject({ params: { id: '7' } })
    expect(match('GET', '/b//jobs/7').kind).toBe('unknown')
  })

  it('answers HEAD with the route for GET', () => {
    expect(match('HEAD', '/a/jobs/1')).toMatchObject({ route: { name: 'one' } })
  })

  it('names the methods that a path does have', () => {
    expect(match('PUT', '/a/jobs/1')).toMatchObject({ kind: 'wrong-method', allow: 'GET, POST' })
  })

  it('takes a prefix as a whole segment only', () => {
    expect(match('GET', '/abc/jobs/1')).toEqual({ kind: 'unknown', group: null })
  })
})
