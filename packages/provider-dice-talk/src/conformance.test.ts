import { testProvider } from '@onetake/core/testing'
import { createEmulator, type EmulatorOptions } from '@onetake/emulator'
import { portraitPng, voiceWav } from '@onetake/provider-kit/testing'
import { diceTalk } from './dice-talk.ts'

type Modes = NonNullable<NonNullable<EmulatorOptions['modes']>['dice-talk']>

/** As documented, and as the published server does it. */
const modes: Readonly<Record<string, Modes>> = {
  'dice-talk': {},
  'dice-talk, as its published server is': { partTypes: 'strict', ranges: 'ignored', falseHits: true },
  'dice-talk 1.0': { version: '1.0', partTypes: 'strict' },
}

for (const [title, mode] of Object.entries(modes)) {
  testProvider(
    title,
    async () => {
      const emulator = await createEmulator({ speed: 200, modes: { 'dice-talk': mode } })
      return {
        provider: diceTalk({ url: emulator.urls['dice-talk'] }),
        inputs: {
          // The same files each time: what the service has made before, it must make again.
          synthesize: ({ upload }) => ({
            image: upload({ name: '../a.exe', mediaType: 'image/png', content: portraitPng() }),
            audio: upload({ name: 'a.mp3', mediaType: 'audio/wav', content: voiceWav(0.5) }),
            emotion: 'happy',
            seed: 7,
          }),
        },
        secrets: [new URL(emulator.urls['dice-talk']).host],
        submits: () => emulator.journal.count({ route: 'dice-talk.start' }),
        loseNextReply: () => emulator.faults.add({ kind: 'drop-reply', route: 'dice-talk.start' }),
        close: () => emulator.close(),
      }
    },
    { capabilities: '../test/capabilities/dice-talk.jsonl' },
  )
}
