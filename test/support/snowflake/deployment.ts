import { generateKeyPairSync } from 'node:crypto'
import type { BucketStack, StackParameters } from '../../../src/cloud/snowflake/bucket-stack.ts'
import type { DeployOptions } from '../../../src/cloud/snowflake/deploy/deploy-context.ts'
import { type TableName, tableNames } from '../../../src/domain/tables/tables.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import type { SnowflakeLogin } from '../../../src/warehouse/snowflake/snowflake-login.ts'
import { snowflakeNames } from '../../../src/warehouse/snowflake/snowflake-names.ts'
import { openSnowflake, type SnowflakeSession } from '../../../src/warehouse/snowflake/snowflake-session.ts'
import { refreshDynamicTables } from './handlers/models.ts'
import { type SnowflakeOptions, type SnowflakeServer, startSnowflake } from './server.ts'
import type { Session } from './sessions.ts'
import { splitStatements } from './text.ts'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** The private key of both users. */
export const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

export const bucket = 'charts-curated'
export const roleArn = 'arn:aws:iam::111111111111:role/hitparade-snowflake'
export const names = snowflakeNames()

/** The AWS stack, in this process. Its role trusts the user in its parameters. */
export interface FakeStack extends BucketStack {
  exists: boolean
  parameters: StackParameters
  /** Every change of the stack, in order. */
  changes: string[]
}

export interface Deployment {
  server: SnowflakeServer
  stack: FakeStack
  curated: ObjectStore
  /** Options whose sessions record every changing statement in `statements`. */
  options: DeployOptions
  /** Statements that may change something, in order. */
  statements: string[]
  /** Called before and after each changing statement or change of the stack. May throw, like a kill. */
  beforeChange: { now: (what: string) => void; after: (what: string) => void }
  /** Runs statements as an account administrator. */
  admin(sql: string): Promise<SnowflakeSession>
  /** A session of the user with one of hitparade's roles. */
  openAs(role: keyof typeof names.roles): Promise<SnowflakeSession>
  /** Refreshes the dynamic tables. */
  refresh(): Promise<void>
  /** Runs a query as an account administrator. */
  query(sql: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** Statements that change nothing but the session. */
const readOnly = /^(show|desc|describe|list|select|use)\b/i

/**
 * An account of the test server without anything of hitparade. `root` is its administrator, and `user` a person with
 * SYSADMIN. AWS applies a change to a role after two attempts.
 */
export async function openDeployment({
  admits,
  user = 'ada',
}: Pick<SnowflakeOptions, 'admits'> & { user?: string } = {}): Promise<Deployment> {
  const curated = memoryStore()
  const stack = fakeStack()
  let waits = 2
  const server = await startSnowflake({
    buckets: { [`s3://${bucket}`]: curated },
    admits:
      admits ??
      ((role, user, externalId) => {
        const { user: known, externalId: id } = stack.parameters
        const isAdmitted = role === roleArn && user === known && externalId === id
        if (isAdmitted && waits > 0) {
          waits -= 1
          return false
        }
        return isAdmitted
      }),
  })
  server.addUser({ name: 'root', roles: ['accountadmin'], publicKey: keys.publicKey })
  server.addUser({ name: user, roles: ['sysadmin'], publicKey: keys.publicKey })
  const login = (user: string, role: string): SnowflakeLogin => ({
    account: server.world.account.toLowerCase(),
    url: server.url,
    user,
    role,
    warehouse: names.warehouse,
    database: names.database,
    authenticator: 'key_pair',
    private_key: null,
    secrets: { private_key: privateKey, passphrase: null },
    region: null,
  })
  const statements: string[] = []
  const beforeChange: Deployment['beforeChange'] = { now: () => {}, after: () => {} }
  const open = async (): Promise<SnowflakeSession> => {
    const session = await openSnowflake(login(user, names.roles.deploy))
    return {
      ...session,
      async execute(sql, parameters) {
        if (readOnly.test(sql)) return session.execute(sql, parameters)
        beforeChange.now(sql)
        statements.push(sql)
        const result = await session.execute(sql, parameters)
        beforeChange.after(sql)
        return result
      },
    }
  }
  const root = await openSnowflake(login('root', 'accountadmin'))
  const watched: FakeStack = Object.assign(stack, {
    set: watch(stack.set, 'set the stack', beforeChange),
    deploy: watch(stack.deploy, 'deploy the stack', beforeChange),
  })
  return {
    server,
    stack: watched,
    curated,
    statements,
    beforeChange,
    options: {
      environment: 'prod',
      creditsPerMonth: 20,
      user,
      alertEmails: [],
      restrictedSources: [],
      stack: watched,
      open,
      log: () => {},
      retry: { attempts: 5, wait: () => Promise.resolve() },
    },
    async admin(sql) {
      for (const statement of splitStatements(sql)) await root.execute(statement)
      return root
    },
    openAs: (role) => openSnowflake(login(user, names.roles[role])),
    async refresh() {
      const connection = await server.world.connect()
      const session = { connection, database: names.database.toUpperCase() } as Session
      await connection.run(`use ${names.database}.core`)
      const run = (sql: string) => server.world.run(session, sql)
      await refreshDynamicTables({ catalogue: server.world.catalogue, run })
      connection.closeSync()
    },
    query: async (sql) => (await root.execute(sql)).rows,
    async close() {
      await root.close()
      await server.close()
    },
  }
}

function fakeStack(): FakeStack {
  const queues = Object.fromEntries(tableNames.map((table) => [table, ''])) as Record<TableName, string>
  const stack: FakeStack = {
    exists: false,
    parameters: { user: '', externalId: '', queues },
    changes: [],
    async read() {
      return stack.exists ? { bucket, roleArn, parameters: structuredClone(stack.parameters) } : null
    },
    async deploy() {
      stack.exists = true
      stack.changes.push('deploy')
      return { bucket, roleArn, parameters: structuredClone(stack.parameters) }
    },
    async set(parameters) {
      stack.changes.push(Object.keys(parameters).join(' '))
      stack.parameters = { ...stack.parameters, ...structuredClone(parameters) }
    },
  }
  return stack
}

function watch<A extends unknown[], R>(
  change: (...given: A) => Promise<R>,
  what: string,
  beforeChange: Deployment['beforeChange'],
) {
  return async (...given: A): Promise<R> => {
    beforeChange.now(what)
    const result = await change(...given)
    beforeChange.after(what)
    return result
  }
}

/** Everything in the account and the stack, to compare two deployments. */
export async function everything({ server, stack, query }: Deployment) {
  const kinds = ['database', 'schema', 'warehouse', 'role', 'integration', 'file format', 'stage', 'table']
  const objects = [...kinds, 'view', 'dynamic table', 'pipe', 'alert'].flatMap((kind) =>
    server.world.catalogue
      .list(kind)
      .map(({ name, owner, properties, state }) => ({ kind, name, owner, properties, state })),
  )
  const columns = await query(`select table_schema, table_name, column_name, data_type, is_nullable, comment
    from ${names.database}.information_schema.columns order by 1`)
  const grants = server.world.catalogue
    .grants()
    .map((grant) => JSON.stringify(grant))
    .sort()
  return { objects, columns, grants, parameters: stack.parameters }
}
