/** `pnpm check`: everything but the tests that must hold before a change lands. */
import { step, turbo } from './steps.mjs'

step('format', 'oxfmt', ['--check', '.'])
step('lint', 'oxlint', ['--deny-warnings'])
step('boundaries', 'node', ['scripts/check-boundaries.mjs'])
turbo('build', 'build')
turbo('types', 'typecheck')
turbo('packages (publint, attw)', 'check:package')
step('bundle size', 'pnpm', ['--filter', '@onetake/react', 'run', 'size'])
step('unused code and dependencies (knip)', 'knip', [])
step('examples', 'pnpm', ['--filter', '@onetake/examples', 'run', 'examples'])
