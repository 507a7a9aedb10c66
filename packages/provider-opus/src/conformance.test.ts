import { testProvider } from '@onetake/core/testing'
import { createEmulator, type Emulator, type EmulatorOptions } from '@onetake/emulator'
import { portraitPng } from '@onetake/provider-kit/testing'
import { opus } from './opus.ts'

const SUBMITS = ['opus.process-image', 'opus.extract-glb', 'opus.extract-gaussian']

/** Where the document is silent, each way it may be. */
const modes: Readonly<Record<string, NonNullable<EmulatorOptions['modes']>['opus']>> = {
  opus: {},
  'opus, where an extraction has the uid of its image': { extractionUid: 'image', mp4Extension: false },
  'opus, in other words, with entries that have no link yet': {
    statusWords: 'title',
    unfinishedUrls: 'blank',
  },
}

for (const [title, mode] of Object.entries(modes)) {
  testProvider(
    title,
    async () => {
      const emulator: Emulator = await createEmulator({ speed: 200, modes: { opus: mode ?? {} } })
      // Where the input that was made last is submitted to.
      let next = ''
      const { rapidApiKey } = emulator.credentials.opus
      return {
        provider: opus({ rapidApiKey, url: emulator.urls.opus }),
        inputs: {
          imageTo3d({ upload }) {
            next = 'opus.process-image'
            return { image: upload({ name: 'a.jpg', mediaType: 'image/png', content: portraitPng() }) }
          },
          async extractGlb({ finished }) {
            const job = await finished('imageTo3d')
            next = 'opus.extract-glb'
            return { job }
          },
          async extractGaussian({ finished }) {
            const job = await finished('imageTo3d')
            next = 'opus.extract-gaussian'
            return { job }
          },
        },
        secrets: [rapidApiKey, new URL(emulator.urls.opus).host],
        submits: () => SUBMITS.reduce((sum, route) => sum + emulator.journal.count({ route }), 0),
        loseNextReply: () => emulator.faults.add({ kind: 'drop-reply', route: next }),
        close: () => emulator.close(),
      }
    },
    { capabilities: '../test/capabilities/opus.jsonl' },
  )
}
