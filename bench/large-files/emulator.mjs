/** The services, emulated. */
import { createEmulator } from '@onetake/emulator'
import { answer } from './answer.mjs'

const emulator = await createEmulator()
const { animate3d } = emulator.urls
answer(
  { ...emulator.credentials.animate3d, url: animate3d },
  {
    /** A session of its storage, as a client without the rest of the protocol needs it. */
    async session() {
      const { clientId, clientSecret } = emulator.credentials.animate3d
      const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
      const auth = await fetch(`${animate3d}/session/auth`, { headers: { authorization } })
      const cookie = (auth.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      const asked = await fetch(`${animate3d}/upload?name=film&resumable=1`, { headers: { cookie } })
      const { url } = await asked.json()
      const begun = await fetch(url, { method: 'POST', headers: { 'x-goog-resumable': 'start' } })
      return begun.headers.get('location')
    },
    /** Of what was uploaded last, whole. */
    sha256: () => emulator.snapshot().storage.objects.at(-1)?.content?.sha256,
    /** What lies on disk would add up. */
    close: () => emulator.close(),
  },
)
