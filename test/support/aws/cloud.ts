import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../peers.ts'

export const account = '111111111111'
export const region = 'eu-central-1'

/** What Lambda runs. */
const node24 = resolve('.peers/node24/node_modules/.bin/node')

/** An AWS of one account on this machine: rights are enforced, functions run on Lambda's Node, all by TLS. */
export interface Cloud {
  /** In which the command line and CDK find it. */
  environment: Record<string, string>
  /** What a client of the AWS SDK is made with. */
  options: object
  /** Everything that the server and the functions have written. */
  log(): string
  stop(): Promise<void>
}

/** Starts MiniStack on a free port and waits until it answers. */
export async function startCloud(): Promise<Cloud> {
  if (!existsSync(node24)) throw new Error('Node 24 is missing: run npm run peers')
  const port = await freePort()
  const home = await mkdtemp(join(tmpdir(), 'hitparade-cloud-'))
  const certificate = join(home, 'ministack-tls/server.crt')
  const child = spawn(resolve('.peers/bin/ministack'), {
    env: {
      PATH: `${resolve(node24, '..')}:/usr/bin:/bin`,
      HOME: home,
      TMPDIR: home,
      STATE_DIR: join(home, 'state'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      IOT_MTLS_ENABLED: '0',
      AUTH: 'true',
      USE_SSL: '1',
      // The functions inherit it, and trust the server by it.
      NODE_EXTRA_CA_CERTS: certificate,
      // Lambda's own pauses before it tries again are a minute and two.
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.2',
      LAMBDA_ASYNC_RETRY_MAX_SECONDS: '0.4',
    },
    cwd: home,
    // With its functions it is a group, which is ended as one.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
  }
  const ended = once(child, 'exit')
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    await ended
    await rm(home, { recursive: true, force: true })
  }
  const endpoint = `https://127.0.0.1:${port}`
  const end = performance.now() + 30_000
  while (!(await answers(`${endpoint}/_ministack/health`, certificate))) {
    if (child.exitCode !== null || performance.now() > end) {
      await stop()
      throw new Error(`ministack did not start: ${log.slice(-2000)}`)
    }
    await setTimeout(50)
  }
  const credentials = { accessKeyId: account, secretAccessKey: 'test' }
  return {
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      NODE_EXTRA_CA_CERTS: certificate,
      AWS_CA_BUNDLE: certificate,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      CI: 'true',
    },
    options: {
      endpoint,
      region,
      credentials,
      forcePathStyle: true,
      requestHandler: { httpsAgent: new Agent({ ca: readFileSync(certificate) }) },
    },
    log: () => log,
    stop,
  }
}

async function answers(url: string, certificate: string): Promise<boolean> {
  if (!existsSync(certificate)) return false
  return new Promise((settle) => {
    get(url, { ca: readFileSync(certificate) }, (response) => {
      response.resume()
      settle(response.statusCode === 200)
    }).once('error', () => settle(false))
  })
}

/** Asks again and again until there is an answer, for no longer than the bound. */
export async function until<T>(what: string, ask: () => Promise<T | null | false>, seconds = 30): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== false) return answer
    if (performance.now() > end) throw new Error(`expected within ${seconds} s that ${what}`)
    await setTimeout(100)
  }
}
