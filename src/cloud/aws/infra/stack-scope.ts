import type { Stack } from 'aws-cdk-lib'
import type { AwsConfig } from '../../../config/config.ts'
import type { Names } from '../aws-names.ts'
import type { Encryption } from './resources/encryption.ts'

/** What every part of the stack is made with. */
export interface Scope {
  stack: Stack
  names: Names
  aws: AwsConfig
  encryption: Encryption
}
