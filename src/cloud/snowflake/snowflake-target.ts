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
  /** The configured user, which deploys; null: the service user. A placeholder such as `<snowflake user>` stays as it is. */
  user: string | null
  /** Addresses that the alert sends e-mails to; empty: no alert. */
  alertEmails: readonly string[]
  /** Sources whose terms forbid insights and were not accepted. */
  restrictedSources: readonly string[]
}
