import type { TableName } from '../../domain/tables/tables.ts'

/** What the objects of one environment are called in Snowflake: lower-case, unquoted, as the SQL writes them. */
export interface SnowflakeNames {
  database: string
  /** The same in every environment: models and insights name them. */
  schemas: { landing: 'landing'; core: 'core'; bi: 'bi'; insights: 'insights' }
  warehouse: string
  roles: { deploy: string; loader: string; reader: string; monitor: string }
  serviceUser: string
  resourceMonitor: string
  integration: string
  /** In schema landing. */
  stage: string
  fileFormat: string
  pipe(table: TableName): string
}

/** The environment where nothing names one, as in AWS: its database is simply called `hitparade`. */
export const PLAIN_ENVIRONMENT = 'prod'

/**
 * The names of one environment. Its name stands in everything that an account has only once, so that two
 * environments can live in one account: `prod` has the role `hitparade_reader`, `dev` has `hitparade_dev_reader`.
 */
export function snowflakeNames(environment: string = PLAIN_ENVIRONMENT): SnowflakeNames {
  const prefix =
    environment === PLAIN_ENVIRONMENT ? 'hitparade' : `hitparade_${environment.replaceAll('-', '_')}`
  return {
    database: prefix,
    schemas: { landing: 'landing', core: 'core', bi: 'bi', insights: 'insights' },
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
    stage: 'curated',
    fileFormat: 'parquet',
    pipe: (table) => `${table}_pipe`,
  }
}
