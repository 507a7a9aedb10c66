/** Writes the pages that tests make from lists: `docs/coverage.md` and `docs/capabilities.md`. Needs a build. */
import { step } from './steps.mjs'

const folders = ['src/coverage', 'src/capabilities']
const vitest = 'node_modules/vitest/vitest.mjs'
step('tables', process.execPath, [vitest, 'run', '--project', 'tests', ...folders, '--update'])
