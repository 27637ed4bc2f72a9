import { resolve } from 'node:path'
import { ConfigError } from '../domain/errors.ts'
import { getOwn } from '../domain/own-value.ts'
import { formatValue } from './config-mistakes.ts'
import { authenticators, type ConfigShape, isAccount } from './config-schema.ts'
import { type Environment, variable } from './environment.ts'

/** How to reach Snowflake. A value that is null comes from the names of the environment, or is not set. */
export interface SnowflakeConfig {
  /** Part of the names of all objects, see `snowflakeNames`. */
  environment: string
  account: string | null
  /** Without a slash at the end; null: derived from the account. */
  url: string | null
  user: string | null
  role: string | null
  warehouse: string | null
  database: string | null
  authenticator: (typeof authenticators)[number]
  /** Absolute path. */
  private_key: string | null
  /** Addresses that Snowflake's alert sends e-mails to; empty: no alert. */
  alert_emails: readonly string[]
}

/** Reads the section `snowflake`. Environment variables override the file. Throws a `ConfigError` for an invalid one. */
export function readSnowflakeConfig(
  { snowflake, aws }: ConfigShape,
  environment: Environment,
  { folder, cwd }: { folder: string; cwd: string },
): SnowflakeConfig {
  const read = (name: string) => variable(environment, `SNOWFLAKE_${name}`)
  const path = read('PRIVATE_KEY_PATH')
  const configuredKey = snowflake.private_key === undefined ? null : resolve(folder, snowflake.private_key)
  const private_key = path === undefined ? configuredKey : resolve(cwd, path)
  const hasKey = private_key !== null || read('PRIVATE_KEY') !== undefined
  return {
    environment: snowflake.environment ?? aws.environment,
    account: parseAccount(read('ACCOUNT')) ?? snowflake.account ?? null,
    url: snowflake.url?.replace(/\/+$/, '') ?? null,
    user: read('USER') ?? snowflake.user ?? null,
    role: read('ROLE') ?? snowflake.role ?? null,
    warehouse: read('WAREHOUSE') ?? snowflake.warehouse ?? null,
    database: read('DATABASE') ?? snowflake.database ?? null,
    authenticator:
      parseAuthenticator(read('AUTHENTICATOR')) ?? snowflake.authenticator ?? (hasKey ? 'key_pair' : 'oauth'),
    private_key,
    alert_emails: snowflake.alert_emails,
  }
}

function parseAccount(given: string | undefined): string | undefined {
  if (given === undefined || isAccount(given)) return given
  throw new ConfigError(`SNOWFLAKE_ACCOUNT: expected <organisation>-<account>, got ${formatValue(given)}`)
}

/** Names that Snowflake's own tools use. */
const spellings: Record<string, SnowflakeConfig['authenticator']> = {
  oauth_authorization_code: 'oauth',
  snowflake_jwt: 'key_pair',
  externalbrowser: 'external_browser',
}

function parseAuthenticator(given: string | undefined): SnowflakeConfig['authenticator'] | undefined {
  if (given === undefined) return undefined
  const name = given.toLowerCase()
  const known = authenticators.find((each) => each === name) ?? getOwn(spellings, name)
  if (known !== undefined) return known
  throw new ConfigError(
    `SNOWFLAKE_AUTHENTICATOR: expected one of ${authenticators.join(', ')}, got ${formatValue(given)}`,
  )
}
