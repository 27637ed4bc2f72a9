import { type App, Stack, Tags } from 'aws-cdk-lib'
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam'
import type { Config } from '../../../config/config.ts'
import { isFetched } from '../../../config/playlist.ts'
import { listConsentSources, resourceNames, stackName } from '../aws-names.ts'
import type { BucketNames } from '../bucket-names.ts'
import type { FunctionCode } from './function-code.ts'
import { suppressNags } from './nag-suppressions.ts'
import { createAlarms } from './resources/alarms.ts'
import { createBuckets } from './resources/buckets.ts'
import { createEncryption } from './resources/encryption.ts'
import { createExtract } from './resources/extract-function.ts'
import { createFailureQueues } from './resources/failure-queues.ts'
import { createSnowflakeRole } from './resources/snowflake-role.ts'
import { createTransform } from './resources/transform-function.ts'

export interface StackOptions {
  config: Pick<Config, 'charts' | 'sources' | 'aws' | 'snowflake'>
  code: FunctionCode
  /** The buckets of the deployed stack; without them, those of a new one. */
  buckets?: BucketNames | undefined
}

/** The whole pipeline of one environment, in the order of the data. */
export function hitparadeStack(app: App, { config, code, buckets: deployed }: StackOptions): Stack {
  const { aws } = config
  const stack = new Stack(app, stackName(aws.environment), {
    description: `hitparade, environment ${aws.environment}: stores music charts`,
    env: { ...(aws.account && { account: aws.account }), ...(aws.region && { region: aws.region }) },
  })
  // Without a configured account and region, the names contain CloudFormation's references to them.
  const names = { ...resourceNames(aws.environment, stack), ...deployed }
  const scope = {
    stack,
    names,
    aws,
    hasSnowflake: config.snowflake.account !== null,
    encryption: createEncryption(stack, aws.kms_key_arn),
  }

  const failures = createFailureQueues(scope)
  const buckets = createBuckets(scope)
  const charts = config.charts.filter(isFetched)
  const consents = listConsentSources({ ...config, charts })
  const extraction = createExtract(scope, { charts, consents, buckets, failures, code: code.extract })
  const transformation = createTransform(scope, { buckets, failures, code: code.transform })
  if (scope.hasSnowflake) createSnowflakeRole(scope, buckets)
  createAlarms(scope, { charts, consents, failures, extraction, transformation })

  if (aws.permissions_boundary_arn !== null) {
    const boundary = ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', aws.permissions_boundary_arn)
    PermissionsBoundary.of(stack).apply(boundary)
  }
  const tags = { hitparade: aws.environment, ...aws.tags }
  for (const [name, value] of Object.entries(tags)) Tags.of(stack).add(name, value)
  suppressNags(stack)
  return stack
}
