import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** Lambda's own Node and the client that stands between it and a function. */
const node24 = resolve(`.peers/node24/node_modules/node-${process.platform}-${process.arch}/bin/node`)
const client = resolve('.peers/runtime-client/node_modules/aws-lambda-ric/index.mjs')

/** What a function answers to an event: a result, or the error as Lambda would record it. */
export type Answer = { result: unknown } | { error: { errorType: string; errorMessage: string } }

export interface Lambda {
  /** Invokes the function; one event at a time. */
  invoke(event: unknown): Promise<Answer>
  /** What it has written to its log so far. */
  log(): string
  stop(): Promise<void>
}

/** What has to be done before a function can run; null: nothing. */
export function lackOfLambda(): string | null {
  const lacks = [node24, client].filter((path) => !existsSync(path))
  return lacks.length === 0 ? null : `${lacks.join(' and ')} missing: run npm run peers`
}

/**
 * Runs the code of a function as Lambda does: its Node, its runtime interface client, and a server of ours that
 * speaks the Runtime API to it. The files lie in a folder where nothing can be imported but themselves.
 */
export async function startLambda(
  files: { name: string; bytes: Uint8Array }[],
  environment: Record<string, string>,
): Promise<Lambda> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-lambda-'))
  for (const { name, bytes } of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
  const api = await runtimeApi()
  const child = spawn(node24, [client], {
    cwd: folder,
    env: {
      PATH: '/usr/bin:/bin',
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_RUNTIME_API: api.address,
      _HANDLER: 'dist/index.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'hitparade',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: '/hitparade/test',
      AWS_LAMBDA_LOG_STREAM_NAME: 'test',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words += text
    })
  }
  const ended = once(child, 'exit')
  void ended.then(() => api.hasEnded(words))
  return {
    invoke: api.invoke,
    log: () => words,
    async stop() {
      child.kill('SIGKILL')
      await ended
      api.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** The part of the Runtime API that the client uses: `next`, `response`, `error`, and `init/error`. */
async function runtimeApi() {
  let given: { event: unknown; end: (answer: Answer) => void; fail: (error: Error) => void } | null = null
  let asking: ServerResponse | null = null
  let isInWork = false
  let lastWords: string | null = null
  const give = () => {
    if (asking === null || given === null || isInWork) return
    isInWork = true
    const body = Buffer.from(JSON.stringify(given.event))
    const headers = {
      // The client reads both without asking whether they are there.
      'content-type': 'application/json',
      'content-length': body.length,
      'lambda-runtime-aws-request-id': crypto.randomUUID(),
      'lambda-runtime-deadline-ms': String(Date.now() + 300_000),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:111111111111:function:hitparade',
    }
    asking.writeHead(200, headers).end(body)
    asking = null
  }
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    if (path.endsWith('/invocation/next')) {
      asking = response
      return give()
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(Buffer.concat(chunks).toString() || 'null')
    response.writeHead(202).end('{}')
    const end = given?.end
    given = null
    isInWork = false
    end?.(path.endsWith('/response') ? { result: body } : { error: body })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event: unknown) =>
      new Promise<Answer>((end, fail) => {
        if (lastWords !== null) return fail(ended(lastWords))
        if (given !== null) return fail(new Error('one event at a time'))
        given = { event, end, fail }
        give()
      }),
    hasEnded(words: string) {
      lastWords = words
      given?.fail(ended(words))
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function ended(words: string): Error {
  return new Error(`the function's process has ended: ${words}`)
}
