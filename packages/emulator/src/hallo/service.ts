import { fastApiGroup } from '../fastapi/fastapi-group.ts'
import type { BlobsState } from '../media/blobs.ts'
import { createStudio } from '../media/studio.ts'
import type { ServiceDefinition } from '../service.ts'
import { createRoute } from './create.ts'
import { defaultHalloModes, type HalloModes } from './modes.ts'
import { halloDocument } from './openapi.ts'
import { serviceRoutes } from './service-routes.ts'
import { taskRoutes } from './task-routes.ts'
import type { Config, TaskRecord, World } from './world.ts'

/** All that Hallo remembers, as plain JSON. */
export interface HalloState {
  readonly tasks: readonly TaskRecord[]
  readonly config: Config
  readonly files: BlobsState
}

/**
 * The Emo Hallo backend, as its document describes it: a portrait and a recording become a film, one at a time.
 *
 * @see Emo Hallo API document v1 (backend 1.0.0); controllers of hojkol/emo_hallo, head 0889dca
 */
export const hallo: ServiceDefinition<HalloModes, HalloState, Readonly<Record<never, never>>> = {
  defaultModes: defaultHalloModes,
  credentials: {},
  start({ clock, ids }, { modes, state }) {
    const studio = createStudio(state?.files ?? null)
    const tasks = new Map(state?.tasks.map((task) => [task.id, task]))
    const config = state?.config ?? {}
    const world: World = { clock, ids, modes, studio, tasks, config, startedAt: clock.now() }
    return {
      group: fastApiGroup({
        name: 'hallo',
        routes: [...serviceRoutes(world), createRoute(world), ...taskRoutes(world)],
        document: halloDocument,
        refusal: (status, detail) => ({
          detail,
          ...(modes.errorCode === 'sent' && { error_code: codes[status] ?? 'INTERNAL_ERROR' }),
        }),
      }),
      snapshot: () =>
        structuredClone({ tasks: [...tasks.values()], config: world.config, files: studio.snapshot() }),
    }
  },
}

/** The document names the field and no value but one: assumed, but for `INTERNAL_ERROR`. */
const codes: Readonly<Record<number, string>> = { 400: 'BAD_REQUEST', 404: 'NOT_FOUND', 413: 'TOO_LARGE' }
