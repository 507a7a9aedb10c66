import { defineProvider } from '@onetake/core'
import { characters } from './characters.ts'
import { connectSayMotion } from './client.ts'
import { credits } from './credits.ts'
import { render } from './render.ts'
import { text2motion } from './text2motion.ts'

/**
 * DeepMotion SayMotion: a prompt becomes a 3D character animation, and that becomes a video.
 *
 * @example
 * const providers = [saymotion({ clientId: env.DM_CLIENT_ID, clientSecret: env.DM_CLIENT_SECRET })]
 */
export const saymotion = defineProvider({
  id: 'saymotion',
  connect: connectSayMotion,
  operations: { text2motion, render },
  calls: { 'characters.list': characters, credits },
})
