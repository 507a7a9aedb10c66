import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { IMPORT_SCRIPT } from './import-script.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0

test('the script is plain ASCII, so that it survives every editor and locale', () => {
  expect(
    [...IMPORT_SCRIPT].every((character) => character === '\n' || (character >= ' ' && character <= '~')),
  ).toBe(true)
})

test.skipIf(!hasPython)('the script compiles', () => {
  const check = 'import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 10))'
  expect(execFileSync('python3', ['-c', check], { input: IMPORT_SCRIPT, encoding: 'utf8' })).toBe('')
})
