// Starts MiniStack as an S3 server, and a proxy that records when objects are stored.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../.peers/bin/ministack', import.meta.url))

/** Starts MiniStack; null if `npm run peers` did not install it. */
export async function startMiniStack() {
  if (!existsSync(program)) return null
  const port = await freePort()
  const home = await mkdtemp(join(tmpdir(), 'hitparade-ministack-'))
  const folders = { HOME: home, TMPDIR: home, STATE_DIR: join(home, 'state') }
  const address = { BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port), MINISTACK_HOST: '127.0.0.1' }
  const env = {
    PATH: '/usr/bin:/bin',
    ...folders,
    ...address,
    MINISTACK_REGION: 'eu-central-1',
    IOT_MTLS_ENABLED: '0',
  }
  const child = spawn(program, [], { cwd: home, env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const isUp = () =>
    fetch(`${url}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (let tries = 0; !(await isUp()); tries += 1) {
    if (tries === 300 || child.exitCode !== null) throw new Error('MiniStack did not start')
    await setTimeout(100)
  }
  return {
    url,
    port,
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Forwards all requests. `stored(pattern)` returns the time at which the first object with a matching path was stored. */
export async function startProxy(port) {
  const puts = []
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const forwarded = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers)
      answer.pipe(outgoing)
      answer.on('end', () => {
        if (method === 'PUT' && answer.statusCode === 200) puts.push({ url, at: performance.now() })
      })
    })
    incoming.pipe(forwarded)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stored(pattern) {
      const first = puts.find(({ url }) => pattern.test(url))
      puts.length = 0
      return first?.at
    },
    stop: () => server.close().closeAllConnections(),
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
