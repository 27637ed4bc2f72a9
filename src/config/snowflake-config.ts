import { resolve } from 'node:path'
import { ConfigError } from '../domain/errors.ts'
import { formatValue } from './config-mistakes.ts'
import { authenticators, type ConfigShape, isAccount } from './config-schema.ts'
import type { Environment } from './environment.ts'

/** How Snowflake is reached. What is null the names of the environment say, or nobody does. */
export interface SnowflakeConfig {
  /** Of whose objects the names are made, see `snowflake/names.ts`. */
  environment: string
  account: string | null
  /** Without a slash at the end; null: made of the account. */
  url: string | null
  user: string | null
  role: string | null
  warehouse: string | null
  database: string | null
  authenticator: (typeof authenticators)[number]
  /** Absolute path. */
  private_key: string | null
}

/** The environment, then the file. */
export function readSnowflakeConfig(
  { snowflake, aws }: ConfigShape,
  environment: Environment,
  { folder, cwd }: { folder: string; cwd: string },
): SnowflakeConfig {
  const told = (name: string) => environment[`SNOWFLAKE_${name}`] || undefined
  const path = told('PRIVATE_KEY_PATH')
  const own = snowflake.private_key === undefined ? null : resolve(folder, snowflake.private_key)
  return {
    environment: snowflake.environment ?? aws.environment,
    account: parseAccount(told('ACCOUNT')) ?? snowflake.account ?? null,
    url: snowflake.url?.replace(/\/+$/, '') ?? null,
    user: told('USER') ?? snowflake.user ?? null,
    role: told('ROLE') ?? snowflake.role ?? null,
    warehouse: told('WAREHOUSE') ?? snowflake.warehouse ?? null,
    database: told('DATABASE') ?? snowflake.database ?? null,
    authenticator: parseAuthenticator(told('AUTHENTICATOR')) ?? snowflake.authenticator,
    private_key: path === undefined ? own : resolve(cwd, path),
  }
}

/** Secrets come from the environment alone, and are not enumerable. */
export function snowflakeSecrets(environment: Environment) {
  const private_key = environment.SNOWFLAKE_PRIVATE_KEY || null
  const passphrase = environment.SNOWFLAKE_PRIVATE_KEY_PASSPHRASE || null
  return Object.defineProperties(
    { private_key, passphrase },
    { private_key: { enumerable: false }, passphrase: { enumerable: false } },
  )
}

function parseAccount(given: string | undefined): string | undefined {
  if (given === undefined || isAccount(given)) return given
  throw new ConfigError(`SNOWFLAKE_ACCOUNT: expected <organisation>-<account>, got ${formatValue(given)}`)
}

/** Snowflake's own tools name them otherwise; both are understood. */
const spellings: Record<string, SnowflakeConfig['authenticator']> = {
  snowflake_jwt: 'key_pair',
  externalbrowser: 'external_browser',
}

function parseAuthenticator(given: string | undefined): SnowflakeConfig['authenticator'] | undefined {
  if (given === undefined) return undefined
  const name = given.toLowerCase()
  const known = authenticators.find((each) => each === name) ?? spellings[name]
  if (known !== undefined) return known
  throw new ConfigError(
    `SNOWFLAKE_AUTHENTICATOR: expected one of ${authenticators.join(', ')}, got ${formatValue(given)}`,
  )
}
