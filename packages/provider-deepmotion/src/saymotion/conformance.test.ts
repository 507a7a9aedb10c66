import { testProvider } from '@onetake/core/testing'
import { createEmulator, createManualClock } from '@onetake/emulator'
import { vi } from 'vitest'
import { ticking } from '../../test/ticking.ts'
import { listCharacters } from './characters.ts'
import { connectSayMotion } from './client.ts'
import { saymotion } from './saymotion.ts'

/** Where jobs are started. */
const SUBMITS = ['saymotion.process', 'saymotion.import', 'saymotion.prompts.optimize']

// Nine operations make their files one after another, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 90_000 })

/** How far each question about a job moves the time of the emulator. */
const TICK_MS = 4_000

testProvider(
  'saymotion',
  async () => {
    const clock = createManualClock(Date.now())
    // Longer than any test here makes of its time.
    const emulator = await createEmulator({ clock, modes: { saymotion: { sessionMinutes: 100_000 } } })
    const credentials = { ...emulator.credentials.saymotion, url: emulator.urls.saymotion }
    const client = connectSayMotion(credentials, { fetch, now: Date.now, random: Math.random })
    const [character] = await listCharacters(client, {}, new AbortController().signal)
    const prompt = 'a person waves'
    return {
      provider: ticking(saymotion(credentials), () => clock.advance(TICK_MS)),
      inputs: {
        text2motion: () => ({ prompt, durationSeconds: 0.5 }),
        inpaint: async ({ finished }) => ({
          job: await finished('text2motion'),
          prompt,
          intervals: [{ start: 0.1, end: 0.5 }],
        }),
        merge: async ({ finished }) => ({ job: await finished('text2motion'), prompt, trimRightFrames: 3 }),
        loop: async ({ finished }) => ({ job: await finished('text2motion'), repetitions: 2 }),
        refine: async ({ finished }) => ({ job: await finished('text2motion'), creativity: 0.5 }),
        rerun: async ({ finished }) => ({
          job: await finished('text2motion'),
          character: character?.id,
          durationSeconds: 0.5,
        }),
        render: async ({ finished }) => ({ job: await finished('text2motion'), cameraMode: 'fixed' }),
        importAnimate3d: () => ({ requestId: '1234567890-1234567890-1234' }),
        optimizePrompt: () => ({ prompt: 'walks, then sits', breakIntoActions: true }),
      },
      secrets: [credentials.clientId, credentials.clientSecret, 'dmsess', new URL(credentials.url).host],
      submits: () => SUBMITS.reduce((sum, route) => sum + emulator.journal.count({ route }), 0),
      loseNextReply() {
        // Of whichever route is next: what has hit nothing since the last time is taken back.
        emulator.faults.clear()
        for (const route of SUBMITS) emulator.faults.add({ kind: 'drop-reply', route })
      },
      close: () => emulator.close(),
    }
  },
  { capabilities: '../../test/capabilities/saymotion.jsonl' },
)
