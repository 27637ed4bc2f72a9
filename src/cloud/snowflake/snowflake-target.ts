import { snowflakeNames } from '../../warehouse/snowflake/snowflake-names.ts'

/** One deployment to Snowflake, and what it uses in AWS. */
export interface SnowflakeTarget {
  /** See `snowflakeNames`. */
  environment: string
  /** Curated bucket, without `s3://`. */
  bucket: string
  /** ARN of the role in the AWS stack that Snowflake assumes to read the bucket. */
  roleArn: string
  /** AWS requires it from Snowflake when it assumes the role; see `createExternalId`. */
  externalId: string
  creditsPerMonth: number
  /** Sources whose terms forbid insights and were not accepted. */
  restrictedSources: readonly string[]
}

/** The values of the variables in `objects/sql/*.sql`. */
export function templateVariables(
  target: Omit<SnowflakeTarget, 'restrictedSources'>,
): Record<string, string> {
  const names = snowflakeNames(target.environment)
  return {
    warehouse: names.warehouse,
    deploy_role: names.roles.deploy,
    loader_role: names.roles.loader,
    reader_role: names.roles.reader,
    monitor_role: names.roles.monitor,
    service_user: names.serviceUser,
    resource_monitor: names.resourceMonitor,
    integration: names.integration,
    bucket: target.bucket,
    role_arn: target.roleArn,
    external_id: target.externalId,
    credits_per_month: String(target.creditsPerMonth),
  }
}
