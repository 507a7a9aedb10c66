import { createApp } from './create-app.ts'
import { readEnvironment } from './environment.ts'

try {
  const environment = readEnvironment(process.env)
  const app = await createApp(environment)
  await app.listen(environment.port, environment.host)
  console.log(`onetake api listens on ${await app.getUrl()}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
