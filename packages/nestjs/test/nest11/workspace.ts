import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const HERE = dirname(fileURLToPath(import.meta.url))
const PACKAGE = join(HERE, '../..')
const TSC = join(PACKAGE, '../../node_modules/.bin/tsc')

/**
 * A folder outside of this repository where `@nestjs/*` is version 11, with this package built into it.
 *
 * Nest is copied: in place, pnpm gives the aliased packages Nest 12 for their own peer.
 */
export async function nest11Workspace(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'onetake-nest11-'))
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@onetake/nestjs'), { recursive: true })
  await mkdir(join(modules, '@nestjs'))

  for (const name of ['common', 'core', 'platform-express']) {
    const original = await realpath(join(PACKAGE, `node_modules/nest11-${name}`))
    await cp(original, join(modules, '@nestjs', name), { recursive: true })
    await linkAll(join(original, '../..'), modules)
  }
  for (const name of ['@onetake/core', '@onetake/server', 'reflect-metadata', 'rxjs', 'zod']) {
    await link(join(PACKAGE, 'node_modules', name), join(modules, name))
  }
  const built = join(modules, '@onetake/nestjs')
  await cp(join(PACKAGE, 'package.json'), join(built, 'package.json'))
  await promisify(execFile)(TSC, [
    '-p',
    join(PACKAGE, 'tsconfig.build.json'),
    '--outDir',
    join(built, 'dist'),
  ])
  for (const name of ['app.mjs', 'app.cjs', 'serve.cjs']) await cp(join(HERE, name), join(folder, name))

  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Link what lies beside a package, which is what it depends on; Nest itself is there already. */
async function linkAll(from: string, into: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name === '@nestjs' || name.startsWith('.')) continue
    if (!name.startsWith('@')) await link(join(from, name), join(into, name))
    else
      await mkdir(join(into, name), { recursive: true }).then(() =>
        linkAll(join(from, name), join(into, name)),
      )
  }
}

async function link(from: string, to: string): Promise<void> {
  await symlink(await realpath(from), to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
