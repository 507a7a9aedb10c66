import { fastApiGroup } from '../fastapi/fastapi-group.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { BlobsState } from '../media/blobs.ts'
import { createStudio } from '../media/studio.ts'
import type { ServiceDefinition } from '../service.ts'
import { downloadRoute } from './download.ts'
import { defaultDiceTalkModes, type DiceTalkModes } from './modes.ts'
import { diceTalkDocument } from './openapi.ts'
import { startRoute } from './start.ts'
import { statusRoute } from './status.ts'
import type { TaskRecord } from './task.ts'
import type { World } from './world.ts'

/** All that DICE-Talk remembers, as plain JSON. */
export interface DiceTalkState {
  readonly tasks: readonly TaskRecord[]
  readonly files: BlobsState
}

/**
 * DICE-Talk, as its document and its published server describe it: a portrait, a recording and an emotion become a film.
 *
 * @see DICE-Talk API document v1.1.0 (2024-01-16); server source f7183e1 (1.0) and 2d9bb2a (1.1)
 */
export const diceTalk: ServiceDefinition<DiceTalkModes, DiceTalkState, Readonly<Record<never, never>>> = {
  defaultModes: defaultDiceTalkModes,
  credentials: {},
  start({ clock, ids }, { modes, state }) {
    const studio = createStudio(state?.files ?? null)
    const tasks = new Map(state?.tasks.map((task) => [task.id, task]))
    const world: World = { clock, ids, modes, studio, tasks }
    return {
      group: fastApiGroup({
        name: 'dice-talk',
        routes: [healthRoute(world), startRoute(world), statusRoute(world), downloadRoute(world)],
        document: diceTalkDocument(modes),
        refusal: (_, error) => ({ error, detail: null }),
      }),
      snapshot: () => structuredClone({ tasks: [...tasks.values()], files: studio.snapshot() }),
    }
  },
}

/** 200 in both cases. @see DICE-Talk API document v1.1.0, "健康状态检查" */
function healthRoute({ modes }: World): Route {
  const well = modes.health === 'healthy'
  return {
    name: 'dice-talk.health',
    method: 'GET',
    pattern: '/api/health',
    handle: () => json({ status: modes.health, gpu_available: well, model_loaded: well, version: '1.0.0' }),
  }
}
