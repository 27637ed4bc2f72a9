import type { KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { ObjectStore } from '../../../src/storage/store.ts'
import { chunkHeaders } from './chunks.ts'
import { deliver } from './deliver.ts'
import { SnowflakeError } from './errors.ts'
import { authenticatorRequest, login, renewal } from './logins.ts'
import { createQueries, type Queries, type QueryRequest } from './queries.ts'
import type { ResultSizes } from './run.ts'
import { createWorld, type LoadedFile, type World } from './world.ts'

export interface SnowflakeOptions {
  account?: string
  buckets?: Record<string, ObjectStore>
  now?: () => string
  sizes?: ResultSizes
  /** The default lets everybody in. */
  admits?: World['admits']
}

export interface SnowflakeServer {
  url: string
  world: World
  queries: Queries
  /** Paths that were asked for, in order, without their parameters. */
  asked: string[]
  /** A person or service, with a key pair, an AWS role's access key, or neither. Names may be in any case. */
  addUser(user: { name: string; roles: string[]; publicKey?: KeyObject; accessKeyId?: string }): void
  /** Makes a DuckDB file a database of the account, owned by ACCOUNTADMIN; it can only be read. */
  attach(database: string, path: string): Promise<void>
  /** The bucket tells of an object, as S3 does of every new one: the pipes of that place load it. */
  deliver(address: string): Promise<LoadedFile[]>
  close(): Promise<void>
}

/** Snowflake as its Node driver knows it, on a free port of 127.0.0.1; DuckDB does the work behind it. */
export async function startSnowflake(options: SnowflakeOptions = {}): Promise<SnowflakeServer> {
  let url = ''
  const { account = 'TESTORG-PARADE', buckets = {}, sizes = { inline: 1_000, chunk: 10_000 } } = options
  const { now = () => new Date().toISOString(), admits = () => true } = options
  const world = await createWorld({ account: account.toUpperCase(), buckets, now, sizes, admits }, () => url)
  const queries = createQueries(world)
  const asked: string[] = []
  const server = createServer((request, response) => {
    const address = new URL(request.url ?? '', 'http://127.0.0.1')
    asked.push(address.pathname)
    answer({ request, address, world, queries }, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  // A busy machine must not make a client find its connection closed.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    world,
    queries,
    asked,
    addUser({ name, roles, publicKey = null, accessKeyId = null }) {
      const known = roles.map((role) => role.toUpperCase())
      const defaultRole = known[0] ?? null
      const user = {
        name: name.toUpperCase(),
        roles: new Set(known),
        defaultRole,
        publicKey,
        accessKeyId,
        disabled: false,
      }
      world.users.set(user.name, user)
    },
    async attach(database, path) {
      const connection = await world.connect()
      await connection.run(`attach '${path}' as "${database.toLowerCase()}" (read_only)`)
      connection.closeSync()
      const owner = 'ACCOUNTADMIN'
      world.catalogue.create({ kind: 'database', name: database.toUpperCase(), owner, properties: {} })
    },
    deliver: (address) => deliver(world, address),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      world.close()
    },
  }
}

interface Asked {
  request: IncomingMessage
  address: URL
  world: World
  queries: Queries
}

async function answer(asked: Asked, response: ServerResponse) {
  const { request, address, world } = asked
  const chunk = /^\/results\/([0-9a-f-]+)$/.exec(address.pathname)?.[1]
  if (chunk !== undefined) return sendChunk(world, chunk, request, response)
  try {
    const body = await readBody(request)
    send(response, await route(asked, body))
  } catch (error) {
    if (!(error instanceof SnowflakeError)) throw error
    const { code, message } = error
    send(response, { success: false, code, message, data: { nextAction: 'RETRY_LOGIN' }, headers: null })
  }
}

const nothing = { success: true, code: null, message: null, data: null }

/** Paths about one statement. */
const byQuery = /^\/queries\/([0-9a-f-]{36})\//

/** The path, and what the driver asks for by it. */
async function route(
  { request, address, world, queries }: Asked,
  body: Record<string, unknown>,
): Promise<object> {
  const { authorization } = request.headers
  const requestId = address.searchParams.get('requestId') ?? ''
  const [, queryId = ''] = byQuery.exec(address.pathname) ?? []
  switch (address.pathname.replace(byQuery, '/queries/:id/')) {
    case '/session/v1/login-request':
      return login(world, (body.data ?? {}) as object, address.searchParams)
    case '/session/authenticator-request':
      return authenticatorRequest(world, (body.data ?? {}) as object)
    case '/session/token-request':
      return renewal(world, authorization)
    case '/session':
      world.sessions.close(world.sessions.of(authorization))
      return nothing
    case '/session/heartbeat':
    case '/telemetry/send':
      world.sessions.of(authorization)
      return nothing
    case '/queries/v1/query-request':
      return queries.start(body as unknown as QueryRequest, requestId, world.sessions.of(authorization))
    case '/queries/:id/result':
      world.sessions.of(authorization)
      return queries.result(queryId)
    case '/queries/v1/abort-request':
      return queries.cancel(String(body.requestId))
    case '/queries/:id/abort-request':
      return queries.cancel(queryId)
    default:
      throw new SnowflakeError(
        '390000',
        '08001',
        `the test server knows no ${request.method} ${address.pathname}`,
      )
  }
}

function sendChunk(world: World, id: string, request: IncomingMessage, response: ServerResponse) {
  const bytes = world.chunks.get(id)
  const isAllowed = Object.entries(chunkHeaders).every(([name, value]) => request.headers[name] === value)
  if (bytes === undefined || !isAllowed) return response.writeHead(403).end()
  if (world.chunks.fails(id)) return response.writeHead(503).end('Slow Down')
  return response
    .writeHead(200, {
      'content-encoding': 'gzip',
      'content-type': 'binary/octet-stream',
      'content-length': bytes.length,
    })
    .end(bytes)
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  if (bytes.length === 0) return {}
  // The driver says gzip also where it is not.
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  return JSON.parse(text.toString('utf8')) as Record<string, unknown>
}

function send(response: ServerResponse, body: object) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
