import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type AnyCall, type AnyOperation, ERROR_CODES, NEXT_STATUSES, type Provider } from '@onetake/core'
import { describe, expect, test } from 'vitest'
import { unreachableProviders } from '../unreachable-providers.ts'
import { beyondTheDocuments } from './beyond-the-documents.ts'
import { coveragePage } from './coverage-page.ts'
import { PARTS } from './parts.ts'
import { hasTest } from './has-test.ts'
import { ROWS } from './rows.ts'

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const text = (path: string) => readFileSync(root(path), 'utf8')

const providers: readonly Provider[] = unreachableProviders()
const idsOf = ({ id, operations, calls }: Provider) =>
  Object.entries<AnyOperation | AnyCall>({ ...operations, ...calls }).flatMap(([name, { input }]) => {
    const schema = input['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
    const fields = Object.keys((schema?.['properties'] ?? {}) as object)
    return [`${id}.${name}`, ...fields.map((field) => `${id}.${name}#${field}`)]
  })

/** Every operation, every call, and every field of each. */
const IDS: readonly string[] = providers.flatMap(idsOf)
const isId = (name: string) => providers.some(({ id }) => name.startsWith(`${id}.`))

/** Whether what a row is said to be covered by is there. */
function isThere(name: string): boolean {
  if (isId(name)) return IDS.includes(name)
  const [, kind, quoted] = /^(error|status) '(.+)'$/.exec(name) ?? []
  if (kind !== undefined && quoted !== undefined)
    return quoted in (kind === 'error' ? ERROR_CODES : NEXT_STATUSES)
  const [, service, mode] = /^emulator ([a-z0-9-]+)\.(\w+)$/.exec(name) ?? []
  if (service !== undefined)
    return text(`packages/emulator/src/${service}/modes.ts`).includes(`readonly ${mode}:`)
  const part = PARTS[name]
  return part !== undefined && text(part[0]).includes(part[1])
}

describe('the list of rows', () => {
  test.each(providers.map(({ id }) => id))('has rows of %s', (id) => {
    expect(ROWS.filter(({ service }) => service === id).length).toBeGreaterThan(20)
  })

  test('names no row twice', () => {
    const names = ROWS.map(({ service, row }) => `${service}: ${row}`)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('names nothing that is not there, and no other service than its own', () => {
    const wrong = ROWS.flatMap(({ service, row, covers }) =>
      covers
        .filter((name) => !isThere(name) || (isId(name) && !name.startsWith(`${service}.`)))
        .map((name) => `${service}: ${row}: ${name}`),
    )
    expect(wrong).toEqual([])
    expect(ROWS.filter(({ covers }) => covers.length === 0)).toEqual([])
  })

  test('has a test for each row, under its very title', () => {
    const missing = ROWS.flatMap(({ row, proof: { file, title } }) =>
      existsSync(root(file)) && hasTest(text(file), title) ? [] : [`${row}: ${file}: ${title}`],
    )
    expect(missing).toEqual([])
  })

  test('names every operation, call and field, or says where they are from', () => {
    const named = new Set(ROWS.flatMap(({ covers }) => covers))
    const beyond = new Set(beyondTheDocuments.map(({ id }) => id))
    expect(IDS.filter((id) => !named.has(id) && !beyond.has(id))).toEqual([])
    expect([...beyond].filter((id) => named.has(id) || !IDS.includes(id))).toEqual([])
  })

  test('has no part that covers nothing', () => {
    const named = new Set(ROWS.flatMap(({ covers }) => covers))
    expect(Object.keys(PARTS).filter((part) => !named.has(part))).toEqual([])
  })
})

test('what is beyond the documents is described on the page of its service', () => {
  const missing = beyondTheDocuments.filter(({ section }) => {
    const [file = '', heading = ''] = section.split('#')
    return !text(file).split('\n').includes(`## ${heading}`)
  })
  expect(missing).toEqual([])
})

test('the page is what the list says: run node scripts/write-tables.mjs', async () => {
  await expect(coveragePage(ROWS, beyondTheDocuments)).toMatchFileSnapshot(root('docs/coverage.md'))
})

describe('a test is found', () => {
  const SOURCE = `
    describe('a group', () => {
      it('runs', () => {})
      test.each([[1, 2]])('takes %s', (one) => {})
      it(
        'is long',
        async () => {},
      )
      it.skip('sleeps', () => {})
      // it('once was', () => {})
    })`
  test.each(['runs', 'takes %s', 'is long'])('%j', (title) => expect(hasTest(SOURCE, title)).toBe(true))
  test.each(['a group', 'sleeps', 'once was', 'run', 'takes 1'])('and %j is none', (title) =>
    expect(hasTest(SOURCE, title)).toBe(false),
  )
})
