import { testProvider } from '@onetake/core/testing'
import { createEmulator, type EmulatorOptions } from '@onetake/emulator'
import { portraitPng, voiceWav } from '@onetake/provider-kit/testing'
import { hallo } from './hallo.ts'

type Modes = NonNullable<NonNullable<EmulatorOptions['modes']>['hallo']>

/** As documented, and as the published controllers do it. */
const modes: Readonly<Record<string, Modes>> = {
  hallo: {},
  'hallo, as its published source is': {
    waiting: 'pending',
    canceled: 'waits-for-ever',
    errorCode: 'omitted',
    timestamps: 'microseconds',
  },
}

for (const [title, mode] of Object.entries(modes)) {
  testProvider(
    title,
    async () => {
      // A task waits long enough to be canceled.
      const emulator = await createEmulator({ speed: 200, modes: { hallo: { queueSeconds: 30, ...mode } } })
      return {
        provider: hallo({ url: emulator.urls.hallo }),
        inputs: {
          talk: ({ upload }) => ({
            image: upload({ name: '../a.exe', mediaType: 'image/png', content: portraitPng() }),
            audio: upload({ name: 'a/b.ogg', mediaType: 'audio/wav', content: voiceWav(0.5) }),
          }),
        },
        secrets: [new URL(emulator.urls.hallo).host],
        submits: () => emulator.journal.count({ route: 'hallo.create' }),
        loseNextReply: () => emulator.faults.add({ kind: 'drop-reply', route: 'hallo.create' }),
        close: () => emulator.close(),
      }
    },
    { capabilities: '../test/capabilities/hallo.jsonl' },
  )
}
