import type { Stack } from 'aws-cdk-lib'
import type { AwsConfig } from '../../config.ts'
import type { Names } from '../names.ts'
import type { Encryption } from './encryption.ts'

/** What every part of the stack is made with. */
export interface Scope {
  stack: Stack
  names: Names
  aws: AwsConfig
  encryption: Encryption
}
