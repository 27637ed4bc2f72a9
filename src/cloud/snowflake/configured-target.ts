import type { Config } from '../../config/config.ts'
import { findPartition, resourceNames } from '../aws/aws-names.ts'
import { createTarget, type DeployOptions } from './deploy/deploy-context.ts'
import type { SnowflakeTarget } from './snowflake-target.ts'

/** The target that a configuration describes, without a request to AWS or Snowflake. */
export interface ConfiguredTarget {
  target: SnowflakeTarget
  /** Comment lines: for which accounts the SQL is, and what remains to be granted. */
  header: string
  /** The settings that are not set. Where the SQL needs one, it has the placeholder instead. */
  missing: { key: string; placeholder: string }[]
}

/** All names follow from the settings. What needs one that is not set contains a placeholder such as `<aws account>`. */
export function describeConfiguredTarget(
  { aws, snowflake }: Pick<Config, 'aws' | 'snowflake'>,
  options: Pick<DeployOptions, 'creditsPerMonth' | 'restrictedSources'>,
): ConfiguredTarget {
  const missing: ConfiguredTarget['missing'] = []
  const read = (key: string, value: string | null) => {
    if (value !== null) return value
    const placeholder = `<${key.replace('.', ' ')}>`
    missing.push({ key, placeholder })
    return placeholder
  }
  const account = read('aws.account', aws.account)
  const region = read('aws.region', aws.region)
  // The external id is a hash of the bucket's name.
  const isBucketKnown = missing.length === 0
  const names = resourceNames(aws.environment, { account, region })
  const roleArn = `arn:${findPartition(region)}:iam::${account}:role/${names.roles.snowflake}`
  const { environment, alert_emails: alertEmails } = snowflake
  const snowflakeAccount = read('snowflake.account', snowflake.account)
  const user = read('snowflake.user', snowflake.user)
  const target = createTarget(
    { environment, user, alertEmails, ...options },
    { bucket: names.curatedBucket, roleArn },
  )
  const header = [
    `For the Snowflake account ${snowflakeAccount} and the AWS account ${account}, ${region}.`,
    `The user ${user} runs all files but 00-admin.sql, which gives it the deploy role.`,
  ]
  return {
    target: isBucketKnown ? target : { ...target, externalId: '<external id>' },
    header: header.map((line) => `-- ${line.replace(/\s*[\r\n]\s*/g, ' ')}\n`).join(''),
    missing,
  }
}
