import { defineProvider } from '@onetake/core'
import { connectHallo } from './client.ts'
import { config } from './config.ts'
import { detailedHealth, health } from './health.ts'
import { logs } from './logs.ts'
import { talk } from './talk.ts'
import { tasks } from './tasks.ts'

/**
 * Emo Hallo (Hallo2), on a machine of yours: a portrait and a voice become a video of a talking head.
 *
 * @example
 * const providers = [hallo({ url: 'http://gpu-1:8001' })]
 */
export const hallo = defineProvider({
  id: 'hallo',
  connect: connectHallo,
  operations: { talk },
  calls: { health, 'health.detailed': detailedHealth, config, 'tasks.list': tasks, logs },
})
