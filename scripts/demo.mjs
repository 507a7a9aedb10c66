/**
 * `pnpm demo`: builds, then starts an emulator of the services, the API and both studios, and prints
 * where they are. `pnpm demo --once`: runs one job end to end without a browser.
 */
import { startBackend, startStudio, stopServices } from './services.mjs'
import { turbo } from './steps.mjs'

const once = process.argv.includes('--once')
turbo('build', 'build')
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => stopServices().then(() => process.exit(0)))

try {
  // What it imports is there only now.
  if (once) await import('./demo-once.mjs').then(({ runOnce }) => runOnce())
  else await serve()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
if (once || process.exitCode) await stopServices()

async function serve() {
  const { api } = await startBackend({ emulatorPort: '4010', apiPort: '4000', speed: '2' })
  const react = await startStudio('studio-react', '5173', api)
  const vue = await startStudio('studio-vue', '5174', api)
  console.log(`
  Studio (React)  ${react}
  Studio (Vue)    ${vue}
  API             ${api}/api/operations
  Ctrl-C stops everything.
`)
}
