import { createProgram } from './program.ts'
import { toExit } from './exit.ts'

/** Pressed once, it detaches; pressed again, it ends the process the hard way. */
const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort())

const { stdin, stdout, stderr, env, argv } = process
// Whoever reads our output has left (`onetake … | head`): leave the job as after Ctrl-C.
stdout.on('error', () => interrupt.abort())
try {
  await createProgram({ stdin, stdout, stderr, env, signal: interrupt.signal }).parseAsync(argv)
} catch (thrown) {
  const { code, message } = toExit(thrown)
  if (message !== '') stderr.write(`${message}\n`)
  process.exitCode = code
}
