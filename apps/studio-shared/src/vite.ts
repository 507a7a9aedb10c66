import { env } from 'node:process'
import type { CommonServerOptions } from 'vite'

/** How both studios are served: the API is on the same origin, below `/api`. */
export function studioServer(port: number): CommonServerOptions {
  const target = env['ONETAKE_API'] ?? 'http://localhost:4000'
  return {
    port: Number(env['PORT'] ?? port),
    strictPort: false,
    proxy: { '/api': { target } },
  }
}
