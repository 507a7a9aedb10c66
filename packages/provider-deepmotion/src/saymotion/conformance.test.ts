import { testProvider } from '@onetake/core/testing'
import { createEmulator } from '@onetake/emulator'
import { saymotion } from './saymotion.ts'

testProvider('saymotion', async () => {
  const emulator = await createEmulator({ speed: 200 })
  const credentials = emulator.credentials.saymotion
  return {
    provider: saymotion({ ...credentials, url: emulator.urls.saymotion }),
    inputs: {
      text2motion: () => ({ prompt: 'a person waves', durationSeconds: 1 }),
      render: async ({ finished }) => ({ job: await finished('text2motion'), cameraMode: 'fixed' }),
    },
    secrets: [
      credentials.clientId,
      credentials.clientSecret,
      'dmsess',
      new URL(emulator.urls.saymotion).host,
    ],
    submits: () => emulator.journal.count({ route: 'saymotion.process' }),
    loseNextReply: () => emulator.faults.add({ kind: 'drop-reply', route: 'saymotion.process' }),
    close: () => emulator.close(),
  }
})
