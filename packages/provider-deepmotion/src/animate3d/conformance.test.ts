import { testProvider } from '@onetake/core/testing'
import { createEmulator } from '@onetake/emulator'
import { tinyMp4 } from '../../test/tiny-mp4.ts'
import { animate3d } from './animate3d.ts'

testProvider('animate3d', async () => {
  const emulator = await createEmulator({ speed: 200, modes: { animate3d: { staleSuccessSeconds: 2 } } })
  const credentials = emulator.credentials.animate3d
  const clip = { name: 'clip.mp4', mediaType: 'video/mp4', content: tinyMp4() }
  return {
    provider: animate3d({ ...credentials, url: emulator.urls.animate3d }),
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
})
