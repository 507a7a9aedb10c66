import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createScript, type Script, type ScriptedAnswer } from './scripted-provider.ts'

type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** What a test may do to the line, and to the provider behind it. */
export interface LineControls {
  /** From now on, what the provider says about every job. */
  say(answer: ScriptedAnswer): void
  /** Whether the provider takes jobs, or its replies get lost. */
  takeJobs(takes: boolean): void
  /** Break every connection, and refuse new ones until `restore`. */
  cut(): void
  restore(): void
  /** Do what the next `count` PUT or PATCH requests ask, and break the connection instead of answering. */
  loseReplies(count: number): void
  /** Let the bytes of uploads wait before they are taken in. */
  holdUploads(held: boolean): void
  /** `cut` by itself, in the middle of the PATCH request after the next `count`. */
  cutUploadsAfter(count: number): void
  /** Every request of a viewer so far, such as `GET /jobs/events`. */
  requests(viewer: string): string[]
  /** How many jobs the provider was asked to start so far. */
  submits(): number
}

/** Where the controls are: `POST` with the arguments as a JSON list. */
const CONTROLS_PATH = '/line'

/**
 * A real HTTP server on a loopback port, for tests in a browser: the wire, open to pages of any
 * origin, with a line that can be cut.
 *
 * @param serve - Makes the wire over `scripted(script)`; the header `x-viewer` says who is asking.
 */
export async function serveLine(
  serve: (script: Script) => NodeListener,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const script = createScript()
  const listener = serve(script)
  const sockets = new Set<Socket>()
  const requests: { viewer: unknown; request: string }[] = []
  let isCut = false
  let repliesToLose = 0
  let uploadsToCut = Infinity
  let release = () => {}
  let held: Promise<void> | null = null

  const controls: LineControls = {
    say: (answer) => void (script.answers = [answer]),
    takeJobs(takes) {
      script.submit = () => {
        if (!takes) throw new Error('The reply was lost.')
      }
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    restore() {
      isCut = false
      uploadsToCut = Infinity
    },
    loseReplies: (count) => void (repliesToLose = count),
    holdUploads(isHeld) {
      release()
      held = isHeld ? new Promise((done) => (release = done)) : null
    },
    cutUploadsAfter: (count) => void (uploadsToCut = count),
    requests: (viewer) => requests.filter((each) => each.viewer === viewer).map(({ request }) => request),
    submits: () => script.requests.filter((request) => request === 'submit').length,
  }

  function receive(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '/', headers, socket } = incoming
    outgoing.setHeader('access-control-allow-origin', '*')
    outgoing.setHeader('access-control-expose-headers', 'upload-offset')
    if (url.startsWith(`${CONTROLS_PATH}/`) && method === 'POST') return void control(incoming, outgoing)
    if (isCut) return void socket.destroy()
    if (method === 'OPTIONS') {
      outgoing.setHeader('access-control-allow-methods', 'GET, HEAD, PUT, POST, PATCH, DELETE')
      outgoing.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '')
      return void outgoing.writeHead(204).end()
    }
    if (!sockets.has(socket)) socket.once('close', () => sockets.delete(socket))
    sockets.add(socket)
    requests.push({ viewer: headers['x-viewer'], request: `${method} ${url}` })
    if (method === 'PATCH') {
      if (held) return void held.then(() => listener(incoming, outgoing))
      if (uploadsToCut === 0) incoming.once('readable', () => setImmediate(controls.cut))
      uploadsToCut -= 1
    }
    if ((method === 'PUT' || method === 'PATCH') && repliesToLose > 0) {
      repliesToLose--
      outgoing.writeHead = () => {
        socket.destroy()
        return outgoing
      }
    }
    listener(incoming, outgoing)
  }

  async function control(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const name = (incoming.url ?? '').slice(CONTROLS_PATH.length + 1)
    let body = ''
    for await (const chunk of incoming) body += chunk
    const run = controls[name as keyof LineControls] as (...args: unknown[]) => unknown
    outgoing.end(JSON.stringify(run(...(JSON.parse(body) as unknown[])) ?? null))
  }

  // Imported here, so that a browser can load the other cases of this entry point.
  const { createServer } = await import('node:http')
  const server: Server = createServer(receive)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

/** The controls of a line, from the other side. */
export function controlLine(url: string): {
  readonly [Name in keyof LineControls]: (
    ...args: Parameters<LineControls[Name]>
  ) => Promise<ReturnType<LineControls[Name]>>
} {
  const control =
    (name: keyof LineControls) =>
    async (...args: unknown[]) => {
      const body = JSON.stringify(args)
      const response = await fetch(`${url}${CONTROLS_PATH}/${name}`, { method: 'POST', body })
      return response.json()
    }
  return {
    say: control('say'),
    takeJobs: control('takeJobs'),
    cut: control('cut'),
    restore: control('restore'),
    loseReplies: control('loseReplies'),
    requests: control('requests'),
    submits: control('submits'),
    holdUploads: control('holdUploads'),
    cutUploadsAfter: control('cutUploadsAfter'),
  }
}
