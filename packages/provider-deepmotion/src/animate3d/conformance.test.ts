import { testProvider } from '@onetake/core/testing'
import { createEmulator, createManualClock } from '@onetake/emulator'
import { vi } from 'vitest'
import { ticking } from '../../test/ticking.ts'
import { tinyMp4 } from '../../test/tiny-mp4.ts'
import { animate3d } from './animate3d.ts'

// Videos are made one after another, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 90_000 })

/** How far each question about a job moves the time of the emulator. */
const TICK_MS = 4_000

testProvider(
  'animate3d',
  async () => {
    const clock = createManualClock(Date.now())
    const emulator = await createEmulator({
      clock,
      modes: { animate3d: { staleSuccessSeconds: 5, sessionMinutes: 100_000 } },
    })
    const credentials = emulator.credentials.animate3d
    const clip = { name: 'clip.mp4', mediaType: 'video/mp4', content: tinyMp4() }
    return {
      provider: ticking(animate3d({ ...credentials, url: emulator.urls.animate3d }), () =>
        clock.advance(TICK_MS),
      ),
      inputs: {
        video2anim: ({ upload }) => ({ video: upload(clip), trim: { from: 0, to: 1 }, sideBySide: true }),
        detectPersons: ({ upload }) => ({ video: upload(clip) }),
        multiPerson: async ({ finished }) => ({
          job: await finished('detectPersons'),
          persons: [{ trackingId: '001' }, { trackingId: '002' }],
          formats: ['bvh', 'fbx'],
        }),
        rerun: async ({ finished }) => ({ job: await finished('video2anim'), poseFilteringStrength: 0.5 }),
      },
      secrets: [
        credentials.clientId,
        credentials.clientSecret,
        'dmsess',
        'x-goog',
        new URL(emulator.urls.animate3d).host,
      ],
      submits: () => emulator.journal.count({ route: 'animate3d.process' }),
      loseNextReply: () => emulator.faults.add({ kind: 'drop-reply', route: 'animate3d.process' }),
      close: () => emulator.close(),
    }
  },
  { capabilities: '../../test/capabilities/animate3d.jsonl' },
)
