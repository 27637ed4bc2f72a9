import type { Stack } from '@aws-sdk/client-cloudformation'
import type { AwsConfig, Config } from '../../config/config.ts'
import { clientOptions, getCallerAccount, s3Options } from './aws-account.ts'
import { resourceNames, stackName } from './aws-names.ts'
import { loadClient } from './load-clients.ts'
import { findOrNull } from './with-aws-errors.ts'

/** The outputs of the environment's stack, by name; null if there is no stack. */
export async function stackOutputs(aws: AwsConfig): Promise<Record<string, string> | null> {
  const stack = await describeStack(aws)
  if (stack === null) return null
  const outputs = stack.Outputs ?? []
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? '']))
}

/** CloudFormation's description of the environment's stack; null if there is no stack. */
export async function describeStack(aws: AwsConfig): Promise<Stack | null> {
  const { CloudFormationClient, DescribeStacksCommand } = await loadClient.cloudformation()
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  const answer = await findOrNull('cloudformation:DescribeStacks', () =>
    client.send(new DescribeStacksCommand({ StackName })),
  )
  return answer?.Stacks?.[0] ?? null
}

/** States of a stack whose first deployment did not finish: the next one creates it again, and it contains nothing. */
const unfinishedStates: (string | undefined)[] = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE']

/** Names of the buckets that an earlier stack of the environment has left; empty while there is a stack. */
export async function retainedBuckets(config: Pick<Config, 'aws' | 's3'>): Promise<string[]> {
  const { aws } = config
  const stack = await describeStack(aws)
  if (stack !== null && !unfinishedStates.includes(stack.StackStatus)) return []
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3')
  const { s3Client } = await import('../../storage/s3/s3-client.ts')
  const client = s3Client(s3Options(config))
  const { rawBucket, curatedBucket } = resourceNames(aws.environment, await getCallerAccount(aws))
  const retained: string[] = []
  for (const Bucket of [rawBucket, curatedBucket]) {
    const head = await findOrNull('s3:ListBucket', () => client.send(new HeadBucketCommand({ Bucket })))
    if (head !== null) retained.push(Bucket)
  }
  return retained
}
