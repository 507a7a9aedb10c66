import { scripted, testWire } from '@onetake/core/testing'
import { ownerOf, serve } from '../test/serve.ts'
import { OnetakeModule } from './onetake-module.ts'

testWire('OnetakeModule', (script) =>
  serve((artifacts, uploads) =>
    OnetakeModule.forRoot({ providers: [scripted(script)], artifacts, uploads, owner: ownerOf }),
  ),
)

testWire('OnetakeModule below a global prefix and a path', async (script) => {
  const served = await serve(
    (artifacts, uploads) =>
      OnetakeModule.forRoot({
        providers: [scripted(script)],
        artifacts,
        uploads,
        owner: ownerOf,
        path: 'motion',
      }),
    (app) => app.setGlobalPrefix('v1'),
  )
  return { ...served, url: `${served.url}/v1/motion` }
})
