import { defineProvider } from '@onetake/core'
import { deleteCharacter } from './character-delete.ts'
import { uploadCharacter } from './character-upload.ts'
import { characters } from './characters.ts'
import { connectAnimate3D } from './client.ts'
import { credits } from './credits.ts'
import { detectPersons } from './detect-persons.ts'
import { jobs } from './jobs-call.ts'
import { multiPerson } from './multi-person.ts'
import { rerun } from './rerun.ts'
import { video2anim } from './video2anim.ts'
import { videoInfo } from './video-info.ts'
import { readDelivery } from './webhook.ts'
import { deleteWebhook, getWebhook, listWebhooks, registerWebhook, updateWebhook } from './webhook-calls.ts'

/**
 * DeepMotion Animate 3D: a video becomes a 3D character animation, of one person or of up to sixteen.
 *
 * @example
 * const providers = [animate3d({ clientId: env.DM_CLIENT_ID, clientSecret: env.DM_CLIENT_SECRET })]
 */
export const animate3d = defineProvider({
  id: 'animate3d',
  connect: connectAnimate3D,
  operations: { video2anim, detectPersons, multiPerson, rerun },
  calls: {
    'characters.list': characters,
    'characters.upload': uploadCharacter,
    'characters.delete': deleteCharacter,
    credits,
    'jobs.list': jobs,
    videoInfo,
    'webhooks.register': registerWebhook,
    'webhooks.list': listWebhooks,
    'webhooks.get': getWebhook,
    'webhooks.update': updateWebhook,
    'webhooks.delete': deleteWebhook,
  },
  webhook: readDelivery,
})
