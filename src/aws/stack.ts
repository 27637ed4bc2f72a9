import { type App, Stack, Tags } from 'aws-cdk-lib'
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam'
import type { Config } from '../config.ts'
import { namesOf, stackName } from './names.ts'
import { acknowledge } from './stack/acknowledge.ts'
import type { FunctionCode } from './stack/code.ts'
import { encryptionOf } from './stack/encryption.ts'
import { extract } from './stack/extract.ts'
import { failureQueues } from './stack/failures.ts'
import { snowflake } from './stack/snowflake.ts'
import { storage } from './stack/storage.ts'
import { transform } from './stack/transform.ts'
import { watch } from './stack/watch.ts'

export interface StackOptions {
  config: Pick<Config, 'charts' | 'aws'>
  code: FunctionCode
}

/** The whole pipeline of one environment, in the order of the data. */
export function hitparadeStack(app: App, { config, code }: StackOptions): Stack {
  const { aws } = config
  const stack = new Stack(app, stackName(aws.environment), {
    description: `hitparade, environment ${aws.environment}: keeps music charts`,
    env: { ...(aws.account && { account: aws.account }), ...(aws.region && { region: aws.region }) },
  })
  // Unless the configuration names the place, these hold CloudFormation's own words for it.
  const names = namesOf(aws.environment, stack)
  const scope = { stack, names, aws, encryption: encryptionOf(stack, aws.kms_key_arn) }

  const failures = failureQueues(scope)
  const buckets = storage(scope)
  const charts = config.charts.filter(({ playlist }) => playlist !== '')
  const extraction = extract(scope, { charts, buckets, failures, code: code.extract })
  const transformation = transform(scope, { buckets, failures, code: code.transform })
  snowflake(scope, buckets)
  watch(scope, { charts, failures, extraction, transformation })

  if (aws.permissions_boundary_arn !== null) {
    const boundary = ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', aws.permissions_boundary_arn)
    PermissionsBoundary.of(stack).apply(boundary)
  }
  const tags = { hitparade: aws.environment, ...aws.tags }
  for (const [name, value] of Object.entries(tags)) Tags.of(stack).add(name, value)
  acknowledge(stack)
  return stack
}
