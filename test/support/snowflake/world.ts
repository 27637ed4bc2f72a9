import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { ObjectStore } from '../../../src/storage/store.ts'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import { type ChunkStore, createChunkStore } from './chunks.ts'
import { createOauthServer, type OauthServer } from './oauth.ts'
import { type Answer, type Bind, type ResultSizes, runOnDuckdb } from './run.ts'
import { createSessions, type Session, type Sessions } from './sessions.ts'
import type { BrowserTickets, SnowflakeUser } from './users.ts'

/** One attempt of a COPY or a pipe to load a file. */
export interface LoadedFile {
  /** Upper case, with database and schema. */
  table: string
  /** The full address, as COPY reports it. */
  file: string
  /** Null for a COPY statement. */
  pipe: string | null
  status: 'LOADED' | 'LOAD_FAILED' | 'PARTIALLY_LOADED'
  rows: number
  size: number
  error: string | null
  loadedAt: string
}

export interface WorldOptions {
  account: string
  /** Bucket address, e.g. `s3://curated`, → its objects. */
  buckets: Record<string, ObjectStore>
  now(): string
  sizes: ResultSizes
  /** Whether an AWS role trusts a Snowflake user with this external id. */
  admits(role: string, user: string, externalId: string): boolean
}

/** The state of a server. */
export interface World extends WorldOptions {
  users: Map<string, SnowflakeUser>
  tickets: BrowserTickets
  oauth: OauthServer
  catalogue: Catalogue
  sessions: Sessions
  chunks: ChunkStore
  loadedFiles: LoadedFile[]
  /** Those that alerts have sent. */
  emails: { to: string; subject: string; text: string }[]
  /** A new connection, in no database. */
  connect(): Promise<DuckDBConnection>
  /** `sizes`: those of the account, unless the caller needs all rows at once. */
  run(session: Session, sql: string, binds?: Bind[], sizes?: ResultSizes): Promise<Answer>
  close(): void
}

/** Settings with which DuckDB reads the SQL as Snowflake does. */
const prelude = [
  "set default_null_order = 'nulls_last_on_asc_first_on_desc'",
  'set ieee_floating_point_ops = false',
  "set timezone = 'UTC'",
]

export async function createWorld(options: WorldOptions, url: () => string): Promise<World> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const chunks = createChunkStore(url)
  return {
    ...options,
    users: new Map(),
    tickets: new Map(),
    oauth: createOauthServer(),
    catalogue: createCatalogue(options.now),
    sessions: createSessions(),
    chunks,
    loadedFiles: [],
    emails: [],
    async connect() {
      const connection = await instance.connect()
      for (const setting of prelude) await connection.run(setting)
      return connection
    },
    run: (session, sql, binds = [], sizes = options.sizes) =>
      runOnDuckdb(session.connection, sql, binds, { sizes, chunks }),
    close: () => instance.closeSync(),
  }
}
