import { type Context, operationFor } from '@onetake/core'
import type { BundleOptions } from '@onetake/export'
import { bundleAside, type PackedBundle } from './bundle-aside.ts'
import { type BundleInput, bundleInput } from './bundle-input.ts'
import { findCharacter, findSources, readCharacter, readSources } from './read-sources.ts'

/** How the names of archives end. */
const FORMATS = ['zip', 'unitypackage', 'tgz'] as const
type Format = (typeof FORMATS)[number]

/** What was packed, without its bytes: from the same files they come out the same again. */
type Packed = {
  readonly archives: readonly { readonly path: string; readonly format: Format }[]
  readonly report: string
}

type BundleRef = { readonly input: BundleInput; readonly packed: Packed }

/** One archive of a bundle. */
type ArchiveSource = { readonly input: BundleInput; readonly path: string }

const optionsOf = ({ rootMotion, fps }: BundleInput): BundleOptions => ({
  ...(rootMotion && { rootMotion }),
  ...(fps !== undefined && { resampleFps: fps }),
})

async function pack(
  input: BundleInput,
  { signal, ...lent }: Pick<Context<null>, 'finished' | 'read' | 'signal'>,
): Promise<PackedBundle> {
  const { job, input: asked, files } = await findSources(input, lent)
  const character = await findCharacter(input, lent)
  const options = {
    ...optionsOf(input),
    ...(character && { character: await readCharacter(character) }),
    job: { ...job, input: asked },
  }
  return bundleAside({ target: input.for, sources: await readSources(files), options }, signal)
}

/**
 * What a finished job made, whatever provider made it, as files that Blender, Unity or a browser open correctly. The
 * result says in words what was found, mended and left out.
 *
 * Nothing leaves the server and nothing is charged. A bundle is packed when it is asked for, to see whether it can be,
 * and again for each archive when it is kept: the same files give the same bytes, so no process has to remember any.
 */
export const bundle = operationFor<null>()({
  title: 'Pack for Blender, Unity or the web',
  input: bundleInput,
  produces: FORMATS,
  pollEveryMs: 100,
  async prepare(input, context) {
    await findSources(input, context)
    await findCharacter(input, context)
    return input
  },
  async stage(input, context): Promise<Packed> {
    const { archives, report } = await pack(input, context)
    return { archives: archives.map(({ path }) => ({ path, format: formatOf(path) })), report }
  },
  submit: async (input, { staged }): Promise<BundleRef> => ({ input, packed: staged }),
  // No request has left: what was lost was never begun.
  find: async () => 'absent',
  async status(refs, { signal }) {
    signal.throwIfAborted()
    return refs.map(({ input, packed: { archives, report } }) => ({
      status: 'succeeded',
      output: {
        artifacts: archives.map(({ path, format }) => ({
          format,
          label: labelOf(path),
          source: { input, path },
        })),
        data: { report },
      },
    }))
  },
  async download({ input, path }: ArchiveSource, context) {
    const { archives } = await pack(input, context)
    const archive = archives.find((made) => made.path === path)
    if (!archive) throw new Error(`The bundle has no ${path} any more.`)
    return new Response(archive.bytes as Uint8Array<ArrayBuffer>)
  },
  // Each takes a thread and a few times the memory of its files.
  exclusive: () => 'bundle',
})

/** A package for Unity says whose it is, and of which version, in its name; here, what it holds is enough. */
const labelOf = (path: string): string =>
  path.replace(/\.[a-z]+$/, '').replace(/^com\.onetake\.(.+)-\d+\.\d+\.\d+$/, '$1')

function formatOf(path: string): Format {
  const format = FORMATS.find((known) => path.endsWith(`.${known}`))
  if (!format) throw new Error(`${path} is an archive of no known kind.`)
  return format
}
