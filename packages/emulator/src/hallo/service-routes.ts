import { readJsonObject } from '../fastapi/form-fields.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import { wireTasks } from './task-status.ts'
import type { Config, World } from './world.ts'

const GPU = 'Emulated GPU'
const CONFIG_KEYS = ['guidance_scale', 'inference_steps', 'enable_cache'] as const

/** What the service says about itself, and its one setting. @see Emo Hallo API document v1; routes it omits from the controllers */
export function serviceRoutes(world: World): readonly Route[] {
  return [
    {
      name: 'hallo.root',
      method: 'GET',
      pattern: '/',
      handle: () => json({ service: 'Hallo2 Backend', version: '1.0.0', status: 'running' }),
    },
    {
      name: 'hallo.health',
      method: 'GET',
      pattern: '/health',
      handle: () => json({ status: 'healthy', gpu_available: true, gpu_count: 1, gpu_name: GPU }),
    },
    {
      name: 'hallo.health',
      method: 'GET',
      pattern: '/api/v1/health',
      handle: () => json(world.modes.health === 'source' ? flatHealth(world) : health(world)),
    },
    {
      // In the controllers only, and without a documented shape: assumed.
      name: 'hallo.models',
      method: 'GET',
      pattern: '/api/v1/models',
      handle: () => json({ models: [model], count: 1 }),
    },
    {
      name: 'hallo.models',
      method: 'GET',
      pattern: '/api/v1/models/:name',
      handle({ params }) {
        if (params['name'] !== model.name) throw new HttpError(404, `Model ${params['name']} not found`)
        return json(model)
      },
    },
    {
      name: 'hallo.config',
      method: 'POST',
      pattern: '/api/v1/inference/hallo2/config',
      async handle(exchange) {
        const body = await readJsonObject(exchange)
        if (world.modes.config === 'kept') world.config = { ...world.config, ...settingsOf(body) }
        return json({ status: 'success', message: 'Configuration updated successfully' })
      },
    },
  ]
}

const model = { name: 'hallo2', loaded: true } as const

/** Only the known keys; their values are not looked at. */
function settingsOf(body: Readonly<Record<string, unknown>>): Config {
  return Object.fromEntries(CONFIG_KEYS.filter((key) => key in body).map((key) => [key, body[key]]))
}

function health(world: World): unknown {
  const { clock, startedAt, modes } = world
  const statuses = wireTasks(world).map(({ status }) => status)
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length
  return {
    status: 'healthy',
    timestamp: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    uptime: (clock.now() - startedAt) / 1000,
    models_loaded: [model.name],
    gpu: {
      available: true,
      count: 1,
      devices: [{ index: 0, name: GPU, memory_allocated: '2.5 GB', memory_total: '24 GB' }],
    },
    tasks: {
      queued: count(modes.waiting),
      running: count('processing'),
      completed: count('completed'),
      failed: count('failed'),
    },
  }
}

function flatHealth({ clock }: World): unknown {
  return {
    status: 'healthy',
    gpu_available: true,
    gpu_name: GPU,
    loaded_models: [model.name],
    timestamp: new Date(clock.now()).toISOString(),
  }
}
