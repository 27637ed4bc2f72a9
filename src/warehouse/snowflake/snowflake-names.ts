import type { TableName } from '../../domain/tables/tables.ts'
import { quoteIdentifier } from '../sql-text.ts'

/** Names of the objects of one environment in Snowflake: lower case and unquoted, as in the SQL. */
export interface SnowflakeNames {
  database: string
  warehouse: string
  roles: { deploy: string; loader: string; reader: string; monitor: string }
  serviceUser: string
  resourceMonitor: string
  integration: string
  /** The integration that sends e-mails. */
  notifications: string
  /** In schema landing. */
  stage: string
  fileFormat: string
  pipe(table: TableName): string
}

/** The default environment, as in AWS. Its database is simply `hitparade`. */
const DEFAULT_ENVIRONMENT = 'prod'

/**
 * The names of one environment. Account-wide names contain the environment, so that two environments fit in one
 * account: `prod` has the role `hitparade_reader`, `dev` has `hitparade_dev_reader`.
 */
export function snowflakeNames(environment: string = DEFAULT_ENVIRONMENT): SnowflakeNames {
  const prefix =
    environment === DEFAULT_ENVIRONMENT ? 'hitparade' : `hitparade_${environment.replaceAll('-', '_')}`
  return {
    database: prefix,
    warehouse: `${prefix}_wh`,
    roles: {
      deploy: `${prefix}_deploy`,
      loader: `${prefix}_loader`,
      reader: `${prefix}_reader`,
      monitor: `${prefix}_monitor`,
    },
    serviceUser: `${prefix}_service`,
    resourceMonitor: `${prefix}_credits`,
    integration: `${prefix}_s3`,
    notifications: `${prefix}_email`,
    stage: 'curated',
    fileFormat: 'parquet',
    pipe: (table) => `${table}_pipe`,
  }
}

/**
 * The name of a user as a statement spells it. Snowflake changes an unquoted name to upper case, and so do the identity
 * providers that make users of e-mail addresses, whose names need quotes.
 */
export function quoteUser(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) ? name : quoteIdentifier(name.toUpperCase())
}
