import type { Stack } from 'aws-cdk-lib'
import type { AwsConfig } from '../../../config/config.ts'
import type { ResourceNames } from '../aws-names.ts'
import type { Encryption } from './resources/encryption.ts'

/** What every part of the stack needs. */
export interface Scope {
  stack: Stack
  names: ResourceNames
  aws: AwsConfig
  /** Whether Snowflake is configured. Without it the stack contains nothing for it. */
  hasSnowflake: boolean
  encryption: Encryption
}
