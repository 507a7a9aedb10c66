import { defineProvider } from '@onetake/core'
import { accountJobs } from './account-jobs.ts'
import { characters, deleteCharacter } from './characters.ts'
import { connectSayMotion } from './client.ts'
import { credits } from './credits.ts'
import { importAnimate3d } from './import-animate3d.ts'
import { inpaint } from './inpaint.ts'
import { loop } from './loop.ts'
import { merge } from './merge.ts'
import { optimizePrompt } from './optimize-prompt.ts'
import { refine } from './refine.ts'
import { render } from './render.ts'
import { rerun } from './rerun.ts'
import { text2motion } from './text2motion.ts'
import { uploadCharacter } from './upload-character.ts'

/**
 * DeepMotion SayMotion: a prompt becomes a 3D character animation, which can be edited, and becomes a video.
 *
 * @example
 * const providers = [saymotion({ clientId: env.DM_CLIENT_ID, clientSecret: env.DM_CLIENT_SECRET })]
 */
export const saymotion = defineProvider({
  id: 'saymotion',
  connect: connectSayMotion,
  operations: {
    text2motion,
    inpaint,
    merge,
    loop,
    refine,
    rerun,
    importAnimate3d,
    render,
    optimizePrompt,
  },
  calls: {
    'characters.list': characters,
    'characters.upload': uploadCharacter,
    'characters.delete': deleteCharacter,
    'jobs.list': accountJobs,
    credits,
  },
})
