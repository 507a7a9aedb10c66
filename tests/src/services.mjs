// Plain JavaScript, as a process of its own runs it too.
import { saymotion } from '@onetake/provider-deepmotion'

/**
 * Every provider, before its emulated service.
 *
 * @param {Pick<import('@onetake/emulator').Emulator, 'urls' | 'credentials'>} emulator
 * @returns {readonly import('@onetake/core').Provider[]}
 */
export const providersOf = ({ urls, credentials }) => [
  saymotion({ ...credentials.saymotion, url: urls.saymotion }),
]

/**
 * One start for each service: what is started, how the emulator calls the route that the submit goes to, and
 * whether the service can tell what became of a lost one.
 *
 * @type {readonly { readonly operation: string, readonly submitRoute: string, readonly input: unknown, readonly canTell: boolean }[]}
 */
export const SERVICES = [
  {
    operation: 'saymotion.text2motion',
    submitRoute: 'saymotion.process',
    input: { prompt: 'a person waves', durationSeconds: 1 },
    canTell: true,
  },
]
