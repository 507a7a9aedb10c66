import { createRequire } from 'node:module'
import { Command, InvalidArgumentError } from 'commander'
import { variablesHelp } from './environment.ts'
import type { Terminal } from './terminal.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/**
 * The whole command line. `parseAsync` rejects with what `toExit` understands. Each command is loaded
 * when it is called, so that `--help` is there at once.
 */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('onetake')
    .description('Run generative motion jobs, and bring what they make into Blender, Unity and the web.')
    .version(version)
    .showHelpAfterError('(see onetake --help)')
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .addHelpText('after', EXIT_CODES)

  program
    .command('emulate')
    .description('Serve stand-ins of the services on a loopback port, until Ctrl-C.')
    .option('-p, --port <port>', 'port to listen on; 0 takes any free one', toPort, 4010)
    .option('--speed <factor>', 'how much faster than real time the services work', toPositive, 1)
    .option('--seed <integer>', 'the same seed and the same requests give the same files', toInteger, 1)
    .option('--only <service>', 'serve this one alone, at the root of the port, as the real one is')
    .action(async (options) => (await import('./emulate.ts')).emulate(options, terminal))

  const watching = (command: Command) =>
    command
      .option('--json', 'print one JSON snapshot a line, and last a "done" line')
      .option('--timeout <seconds>', 'stop watching after this long; the job goes on', toPositive)

  watching(
    program
      .command('run')
      .description('Run one job, and write its files to a folder.')
      .argument('<operation>', 'such as saymotion.text2motion')
      .option(
        '-s, --set <key=value>',
        'one input field; repeat for more. Lists and objects as JSON, a file as @path (@@ for a text with @)',
        collect,
        [],
      )
      .option('-o, --out <folder>', 'where the files go', 'out')
      .option('--emulate', 'use an emulator of the service instead of the service')
      .option('--speed <factor>', 'with --emulate: how much faster than real time', toPositive, 1)
      .option('--seed <integer>', 'with --emulate: as for emulate', toInteger, 1),
  )
    .addHelpText('after', ENVIRONMENT)
    .action(async (operation, options) => (await import('./run.ts')).run(operation, options, terminal))

  watching(
    program
      .command('resume')
      .description('Go on with a job that an earlier run left in a folder.')
      .argument('<folder>'),
  ).action(async (folder, options) => (await import('./resume.ts')).resume(folder, options, terminal))

  for (const [decision, description] of DECISIONS) {
    watching(program.command(decision).description(description).argument('<folder>')).action(
      async (folder, options) => (await import('./decide.ts')).decide(decision, folder, options, terminal),
    )
  }

  program
    .command('export')
    .description('Make a bundle that opens correctly where it is going, and say what was found and mended.')
    .argument(
      '<file or folder>',
      'a motion or model (.bvh, .glb, for unity .fbx), splats (.ply, .spz, .splat) or a video (.mp4); the folder of a run; or - for stdin',
    )
    .requiredOption('--for <target>', 'blender, unity or web')
    .option('-o, --out <folder>', 'where the files go; - for stdout, which takes the bundle alone', 'out')
    .option('-c, --character <file>', 'a rigged person, .glb or .vrm, that motions are put onto')
    .option('--root-motion <where>', 'keep, in-place or root-bone: where the travel of motions goes')
    .option('--fps <rate>', 'frames per second of motions; as they have them unless told', toPositive)
    .option('--report', 'only say what was found; write nothing')
    .action(async (file, options) => (await import('./export-file.ts')).exportFile(file, options, terminal))

  for (const command of [program, ...program.commands]) command.exitOverride()
  return program
}

const DECISIONS = [
  ['cancel', 'Ask the provider to stop the job of a folder, and see how it ends.'],
  ['retry', 'Send a job again whose reply was lost, knowing that it may be charged twice.'],
  ['abandon', 'Give up on a job whose reply was lost.'],
] as const

const EXIT_CODES = `
Exit codes: 0 ok · 1 the job failed or was canceled · 2 the command makes no sense · 3 could not find out`

const ENVIRONMENT = `
Without --emulate, services and credentials come from the environment:
${variablesHelp()}

Examples:
  onetake run saymotion.text2motion --set prompt="a person waves" --out wave --emulate
  onetake run dice-talk.synthesize --set image=@portrait.png --set audio=@speech.wav --out talk`

const collect = (value: string, before: readonly string[]) => [...before, value]

function toPositive(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

function toInteger(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number from 0 to 999999999.')
  return Number(text)
}

function toPort(text: string): number {
  const port = toInteger(text)
  if (port > 65_535) throw new InvalidArgumentError('It must be a port, from 0 to 65535.')
  return port
}
