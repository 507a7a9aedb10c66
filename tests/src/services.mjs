// Plain JavaScript, as a process of its own runs it too.
import { animate3d, saymotion } from '@onetake/provider-deepmotion'
import { diceTalk } from '@onetake/provider-dice-talk'
import { hallo } from '@onetake/provider-hallo'
import { portraitPng, voiceWav } from '@onetake/provider-kit/testing'
import { opus } from '@onetake/provider-opus'

/**
 * Every provider, before its emulated service.
 *
 * @param {Pick<import('@onetake/emulator').Emulator, 'urls' | 'credentials'>} emulator
 */
export const providersOf = ({ urls, credentials }) =>
  /** @type {const} */ ([
    animate3d({ ...credentials.animate3d, url: urls.animate3d }),
    saymotion({ ...credentials.saymotion, url: urls.saymotion }),
    opus({ ...credentials.opus, url: urls.opus }),
    diceTalk({ url: urls['dice-talk'] }),
    hallo({ url: urls.hallo }),
  ])

/** The files that inputs name, by upload id. */
export const FILES = { portrait: portraitPng(), voice: voiceWav(0.5) }

/**
 * One start for each service: what is started, how the emulator calls the route that the submit goes to, and
 * whether the service can tell what became of a lost one.
 *
 * @type {readonly { readonly operation: string, readonly submitRoute: string, readonly input: unknown, readonly canTell: boolean }[]}
 */
export const SERVICES = [
  {
    operation: 'animate3d.video2anim',
    submitRoute: 'animate3d.process',
    input: { video: 'portrait', formats: ['bvh'] },
    canTell: true,
  },
  {
    operation: 'saymotion.text2motion',
    submitRoute: 'saymotion.process',
    input: { prompt: 'a person waves', durationSeconds: 1 },
    canTell: true,
  },
  {
    operation: 'opus.imageTo3d',
    submitRoute: 'opus.process-image',
    input: { image: 'portrait' },
    canTell: false,
  },
  {
    operation: 'dice-talk.synthesize',
    submitRoute: 'dice-talk.start',
    input: { image: 'portrait', audio: 'voice', emotion: 'happy' },
    canTell: false,
  },
  {
    operation: 'hallo.talk',
    submitRoute: 'hallo.create',
    input: { image: 'portrait', audio: 'voice' },
    canTell: true,
  },
]
