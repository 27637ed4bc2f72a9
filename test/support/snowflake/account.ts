import { generateKeyPairSync } from 'node:crypto'
import { schemas } from '../../../src/cloud/snowflake/objects/database-objects.ts'
import type { SnowflakeLogin } from '../../../src/warehouse/snowflake/snowflake-login.ts'
import { type SnowflakeNames, snowflakeNames } from '../../../src/warehouse/snowflake/snowflake-names.ts'
import { openSnowflake, type SnowflakeSession } from '../../../src/warehouse/snowflake/snowflake-session.ts'
import { type SnowflakeOptions, type SnowflakeServer, startSnowflake } from './server.ts'

/** One key pair for all tests: generating one takes longer than most tests. */
export const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

export interface Account {
  server: SnowflakeServer
  names: SnowflakeNames
  /** Logs `ada` in with her key pair; she has every role. */
  login(more?: Partial<SnowflakeLogin>): SnowflakeLogin
  /** A session as account admin. */
  admin: SnowflakeSession
  close(): Promise<void>
}

/**
 * An account of the test server with a person `ada`, and the roles, warehouse and empty database of hitparade. The reader
 * may read every schema.
 */
export async function openAccount(options: SnowflakeOptions = {}): Promise<Account> {
  const server = await startSnowflake(options)
  const names = snowflakeNames()
  const { database, warehouse, roles } = names
  server.addUser({
    name: 'ada',
    roles: ['accountadmin', ...Object.values(roles)],
    publicKey: keys.publicKey,
  })
  const login = (more: Partial<SnowflakeLogin> = {}): SnowflakeLogin => ({
    account: server.world.account.toLowerCase(),
    url: server.url,
    user: 'ada',
    role: roles.reader,
    ...{ warehouse, database },
    authenticator: 'key_pair',
    private_key: null,
    secrets: { private_key: privateKey, passphrase: null },
    region: null,
    ...more,
  })
  const admin = await openSnowflake(login({ role: 'accountadmin' }))
  await run(admin, `create warehouse ${warehouse}`, `create database ${database}`, `use database ${database}`)
  for (const schema of Object.keys(schemas)) {
    await run(
      admin,
      `create schema ${schema}`,
      `grant usage on schema ${schema} to role ${roles.reader}`,
      `grant select on all tables in schema ${schema} to role ${roles.reader}`,
    )
  }
  for (const role of Object.values(roles)) {
    await run(
      admin,
      `grant usage on database ${database} to role ${role}`,
      `grant usage on warehouse ${warehouse} to role ${role}`,
    )
  }
  await run(admin, `use warehouse ${warehouse}`)
  return {
    server,
    names,
    login,
    admin,
    async close() {
      await admin.close()
      await server.close()
    },
  }
}

async function run(session: SnowflakeSession, ...statements: string[]) {
  for (const statement of statements) await session.execute(statement)
}
