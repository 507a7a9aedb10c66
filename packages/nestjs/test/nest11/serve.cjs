const { version } = require('@nestjs/core/package.json')
const { z } = require('zod')

/** A small application with one provider that is done at once. Says where it listens, and on which Nest. */
exports.serve = async ({ NestFactory, OnetakeModule, createFileArtifacts, defineProvider, operationFor }) => {
  const quick = defineProvider({
    id: 'quick',
    connect: () => ({}),
    operations: {
      make: operationFor()({
        title: 'Make something',
        input: z.object({ prompt: z.string() }),
        produces: ['glb'],
        pollEveryMs: 5,
        submit: async ({ prompt }) => prompt,
        status: async (refs) =>
          refs.map(() => ({
            status: 'succeeded',
            output: { artifacts: [{ format: 'glb', source: null }], data: null },
          })),
        download: async () => new Response('glTF quick'),
      }),
    },
  })
  const wire = OnetakeModule.forRoot({
    providers: [quick({})],
    artifacts: createFileArtifacts('artifacts'),
    owner: () => 'ann',
    path: 'api',
  })
  const app = await NestFactory.create(wire, { logger: ['error'] })
  app.enableShutdownHooks()
  await app.listen(0, '127.0.0.1')
  console.log(JSON.stringify({ version, url: `${await app.getUrl()}/api` }))
}
