import type { Config } from '../../config/config.ts'
import { ConfigError } from '../../domain/errors.ts'
import type { SnowflakeLogin } from './snowflake-login.ts'
import { type SnowflakeNames, snowflakeNames } from './snowflake-names.ts'

/**
 * The login that the configuration describes. Its role is the configured one, or else this role of the environment.
 * Throws a `ConfigError` if no account is configured.
 */
export function snowflakeLogin(
  { snowflake, s3, credentials }: Pick<Config, 'snowflake' | 's3' | 'credentials'>,
  role: keyof SnowflakeNames['roles'],
): SnowflakeLogin {
  const { account, user, authenticator, private_key } = snowflake
  if (account === null) {
    throw new ConfigError('no Snowflake account is configured', {
      advice:
        'set SNOWFLAKE_ACCOUNT in the environment, or "snowflake": { "account": "<organisation>-<account>" } in ' +
        'hitparade.jsonc as in hitparade.example.jsonc',
    })
  }
  const names = snowflakeNames(snowflake.environment)
  return {
    account,
    url: snowflake.url ?? `https://${account.replaceAll('_', '-').toLowerCase()}.snowflakecomputing.com`,
    user,
    role: snowflake.role ?? names.roles[role],
    warehouse: snowflake.warehouse ?? names.warehouse,
    database: snowflake.database ?? names.database,
    authenticator,
    private_key,
    secrets: credentials.snowflake,
    region: s3.region,
  }
}
