import { createServer } from 'node:http'
import { fork } from 'node:child_process'
import { createExchange, multipart, toService } from '@onetake/provider-kit'
if (process.argv[2] === 'sink') {
  const s = createServer((q, r) => { q.resume().on('end', () => r.end()) }).listen(0, '127.0.0.1', () => process.send(s.address().port))
} else {
  const c = fork(process.argv[1], ['sink']); const port = await new Promise(r => c.once('message', r))
  const N = 600
  const buf = () => new Uint8Array(1<<20)
  const mk = () => { let i = 0; return new ReadableStream({ pull(k) { i++ < N ? k.enqueue(buf()) : k.close() } }, { highWaterMark: 0 }) }
  const t = setInterval(() => { globalThis.gc?.(); const m = process.memoryUsage(); console.log(Math.round(m.rss/1e6), 'ext', Math.round(m.external/1e6), 'ab', Math.round(m.arrayBuffers/1e6), 'heap', Math.round(m.heapUsed/1e6)) }, 100)
  if (process.argv[2] === 'plain') {
    await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: mk(), window: null, redirect: 'error', duplex: 'half', headers: { 'content-length': String(N<<20) } })
  } else {
    const ex = createExchange(toService({ name: 'S', url: `http://127.0.0.1:${port}` }), fetch)
    await ex('/', { method: 'POST', headers: {}, body: multipart([{ field: 'v', file: { bytes: N<<20, stream: mk }, name: 'f', type: 'a/b' }], 'bb') })
  }
  clearInterval(t); c.kill()
}
