// A provider of your own: describe it once, add it to a list, and every layer knows it by name.
// Run it: pnpm --filter @onetake/examples exec tsx your-own-provider.ts
import { tmpdir } from 'node:os'
import { defineProvider, each, operationFor, type CatalogOf } from '@onetake/core'
import { createJobHooks } from '@onetake/react'
import { createEngine, createFileArtifacts } from '@onetake/server'
import { lastValueFrom } from 'rxjs'
import * as z from 'zod'

/** The client of your service; here it is a few lines that count to three. */
interface Maker {
  readonly steps: Map<string, number>
}

const make = operationFor<Maker>()({
  title: 'Make a text',
  input: z.object({ words: z.string().min(1) }),
  produces: ['txt'],
  pollEveryMs: 100,
  async submit({ words }, { client }) {
    client.steps.set(words, 0)
    return { words }
  },
  status: each(async ({ words }: { words: string }, { client }: { client: Maker }) => {
    const step = (client.steps.get(words) ?? 0) + 1
    client.steps.set(words, step)
    if (step < 3) return { status: 'running', progress: step / 3 }
    return { status: 'succeeded', output: { artifacts: [{ format: 'txt', source: words }], data: { step } } }
  }),
  download: async (words: string) => new Response(words.toUpperCase()),
})

export const mine = defineProvider({
  id: 'mine',
  connect: (): Maker => ({ steps: new Map() }),
  operations: { make },
})

// The server: adding a provider is adding to this list.
const providers = [mine(undefined)] as const
const engine = createEngine({ providers, artifacts: createFileArtifacts(`${tmpdir()}/onetake-example`) })

// The browser: `import type { AppCatalog }` is all it needs.
export type AppCatalog = CatalogOf<typeof providers>
const { useJob } = createJobHooks<AppCatalog>()
export function useMaker() {
  const { job, progress, start } = useJob('mine.make')
  const file =
    job?.status === 'succeeded' ? job.output.artifacts.find(({ format }) => format === 'txt') : null
  return { progress, file, make: (words: string) => start({ words }) }
}

// Try it.
const owner = { owner: 'me' }
const { id } = await engine.start('mine.make', { words: 'it works' }, owner)
const job = await lastValueFrom(engine.watch(id, owner))
const file = await engine.artifact(id, '0', owner)
console.log(job.status, await new Response(await file.read()).text())
