import { snowflakeNames } from '../../warehouse/snowflake/snowflake-names.ts'

/** Where the objects go, and what they are bound to on the side of AWS. */
export interface SnowflakeTarget {
  /** See `snowflakeNames`. */
  environment: string
  /** Curated bucket, without `s3://`. */
  bucket: string
  /** The role of the stack that Snowflake takes on to read the bucket. */
  roleArn: string
  /** What AWS asks Snowflake for beside its name; ours to choose, see `externalIdOf`. */
  externalId: string
  creditsPerMonth: number
  /** Sources whose terms forbid insights and were not accepted. */
  refusedSources: readonly string[]
}

/** The values of the variables in `sql/*.sql`. */
export function templateVariables(target: Omit<SnowflakeTarget, 'refusedSources'>): Record<string, string> {
  const names = snowflakeNames(target.environment)
  return {
    database: names.database,
    warehouse: names.warehouse,
    deploy_role: names.roles.deploy,
    loader_role: names.roles.loader,
    reader_role: names.roles.reader,
    monitor_role: names.roles.monitor,
    service_user: names.serviceUser,
    resource_monitor: names.resourceMonitor,
    integration: names.integration,
    stage: names.stage,
    file_format: names.fileFormat,
    bucket: target.bucket,
    role_arn: target.roleArn,
    external_id: target.externalId,
    credits_per_month: String(target.creditsPerMonth),
  }
}
