import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

/** A server that stands in for S3, on this machine alone. */
export interface Peer {
  endpoint: string
  stop(): Promise<void>
}

/** Milliseconds. */
const patience = 30_000

const programs = { ministack: resolve('.peers/bin/ministack'), moto: resolve('.peers/bin/moto_server') }
export type PeerName = keyof typeof programs

/** What has to be done before this peer can be started; null: nothing. */
function findMissing(name: PeerName): string | null {
  return existsSync(programs[name]) ? null : `${name} is missing: run npm run peers (needs Python 3)`
}

/** Defines tests that need peers; without them they are skipped, and fail in CI. */
export function describePeers(what: string, peers: PeerName[], define: (peer: PeerName) => void) {
  for (const peer of peers) {
    const lack = findMissing(peer)
    const name = `${what} (${peer})`
    if (lack === null) describe(name, () => define(peer))
    else if (process.env.CI) test(name, () => expect.fail(lack))
    else describe.skip(name, () => test(lack, () => {}))
  }
}

/** Starts a peer on a free port and waits until it answers; `settings` are MiniStack's. */
export async function startPeer(name: PeerName, settings: NodeJS.ProcessEnv = {}): Promise<Peer> {
  const port = await freePort()
  const home = await mkdtemp(join(tmpdir(), `hitparade-${name}-`))
  const endpoint = `http://127.0.0.1:${port}`
  const child = spawn(programs[name], name === 'moto' ? ['-H', '127.0.0.1', '-p', String(port)] : [], {
    env:
      name === 'moto'
        ? { PATH: '/usr/bin:/bin', HOME: home }
        : { ...ministackEnvironment(home, port), ...settings },
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-2000)
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    await rm(home, { recursive: true, force: true })
  }
  const health = `${endpoint}${name === 'moto' ? '/moto-api/' : '/_ministack/health'}`
  const end = performance.now() + patience
  while (!(await answers(health))) {
    if (child.exitCode !== null || performance.now() > end) {
      await stop()
      throw new Error(`${name} did not start: ${words}`)
    }
    await setTimeout(50)
  }
  return { endpoint, stop }
}

function ministackEnvironment(home: string, port: number): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    HOME: home,
    TMPDIR: home,
    STATE_DIR: join(home, 'state'),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: 'eu-central-1',
    IOT_MTLS_ENABLED: '0',
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the system gave no port')
  return address.port
}
