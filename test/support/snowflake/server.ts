/*
 * A server of Snowflake's protocol, on a free port of 127.0.0.1. The real driver `snowflake-sdk` connects to it, and DuckDB
 * runs the queries. To find your way:
 *
 * - Requests: `server.ts` routes them. `logins.ts`, `users.ts`, `oauth.ts` and `sessions.ts` handle logins and sessions; `queries.ts`
 *   runs statements; `rowtype.ts` and `chunks.ts` encode results.
 * - Statements: `statements.ts` is the table of all statements that DuckDB lacks. Each has a pattern and a handler in
 *   `handlers/`; `statement.ts` is their context. `run.ts` sends anything else to DuckDB.
 * - State: `world.ts` has everything that lives as long as the server. `catalogue.ts` has the objects and grants, and
 *   `access.ts` checks the privileges of a role. `errors.ts` translates DuckDB's errors into Snowflake's numbers.
 * - Files: `copy.ts` loads Parquet from a bucket into a table, and `deliver.ts` notifies the pipes of a new object.
 * - Setups for tests: `account.ts` is an account with the roles and an empty database; `deployment.ts` is an account
 *   without anything of hitparade, with a stack in AWS; `views-over-landing.ts` has the models without a server.
 * - Checks of statements without a server: `objects.ts` lists all statements, `documented.ts` and `grammar.ts` parse them
 *   by Snowflake's documentation, and `traps.ts` finds known mistakes.
 */
import type { KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { ObjectStore } from '../../../src/storage/store.ts'
import { chunkHeaders } from './chunks.ts'
import { deliver } from './deliver.ts'
import { SnowflakeError } from './errors.ts'
import { authenticatorRequest, login, renewal } from './logins.ts'
import { authorize, requestToken } from './oauth.ts'
import { createQueries, type Queries, type QueryRequest } from './queries.ts'
import type { ResultSizes } from './run.ts'
import { createWorld, type LoadedFile, type World } from './world.ts'

export interface SnowflakeOptions {
  account?: string
  buckets?: Record<string, ObjectStore>
  now?: () => string
  sizes?: ResultSizes
  /** Whether an AWS role trusts a Snowflake user. By default every role does. */
  admits?: World['admits']
}

export interface SnowflakeServer {
  url: string
  world: World
  queries: Queries
  /** Paths of all requests, in order, without their parameters. */
  requested: string[]
  /** Adds a person or service, with a key pair, the access key of an AWS role, or neither. Names may be in any case. */
  addUser(user: { name: string; roles: string[]; publicKey?: KeyObject; accessKeyId?: string }): void
  /** Attaches a DuckDB file as a read-only database, owned by ACCOUNTADMIN. */
  attach(database: string, path: string): Promise<void>
  /** Notifies the pipes of a new object, as S3 does: those whose stage contains it load it. */
  deliver(address: string): Promise<LoadedFile[]>
  close(): Promise<void>
}

/** Starts the server. */
export async function startSnowflake(options: SnowflakeOptions = {}): Promise<SnowflakeServer> {
  let url = ''
  const { account = 'TESTORG-PARADE', buckets = {}, sizes = { inline: 1_000, chunk: 10_000 } } = options
  const { now = () => new Date().toISOString(), admits = () => true } = options
  const world = await createWorld({ account: account.toUpperCase(), buckets, now, sizes, admits }, () => url)
  const queries = createQueries(world)
  const requested: string[] = []
  const server = createServer((request, response) => {
    const address = new URL(request.url ?? '', 'http://127.0.0.1')
    requested.push(address.pathname)
    answer({ request, address, world, queries }, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  // Else a slow client may find its connection closed.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    world,
    queries,
    requested,
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

interface Received {
  request: IncomingMessage
  address: URL
  world: World
  queries: Queries
}

async function answer(received: Received, response: ServerResponse) {
  const { request, address, world } = received
  const chunk = /^\/results\/([0-9a-f-]+)$/.exec(address.pathname)?.[1]
  if (chunk !== undefined) return sendChunk(world, chunk, request, response)
  if (address.pathname === '/oauth/authorize') return authorize(world, address.searchParams, response)
  if (address.pathname === '/oauth/token-request')
    return requestToken(world, new URLSearchParams(await readText(request)), response)
  try {
    const body = await readBody(request)
    send(response, await route(received, body))
  } catch (error) {
    if (!(error instanceof SnowflakeError)) throw error
    const { code, message } = error
    send(response, { success: false, code, message, data: { nextAction: 'RETRY_LOGIN' }, headers: null })
  }
}

const nothing = { success: true, code: null, message: null, data: null }

/** Paths about one statement. */
const byQuery = /^\/queries\/([0-9a-f-]{36})\//

/** Handles the request of a path. */
async function route(
  { request, address, world, queries }: Received,
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
        `the test server has no route ${request.method} ${address.pathname}`,
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
  const text = await readText(request)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  // The driver declares gzip even if the body is not compressed.
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  return text.toString('utf8')
}

function send(response: ServerResponse, body: object) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
