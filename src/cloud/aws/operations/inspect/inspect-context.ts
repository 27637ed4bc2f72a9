import type { AwsConfig } from '../../../../config/config.ts'
import type { S3Options } from '../../../../storage/store.ts'
import type { AwsAccount, ResourceNames } from '../../aws-names.ts'
import type { ReadIfPermitted } from './permitted-reader.ts'

/** What every part of the inspection needs. */
export interface InspectContext {
  aws: AwsConfig
  s3: S3Options
  account: AwsAccount
  names: ResourceNames
  readIfPermitted: ReadIfPermitted
  /** ISO instant. */
  now: string
}
