import type { Stack } from '@aws-sdk/client-cloudformation'
import type { AwsConfig, Config } from '../../config/config.ts'
import { HitparadeError } from '../../domain/errors.ts'
import { openStore } from '../../storage/open-store.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { type AwsAccount, resourceNames, stackName } from './aws-names.ts'
import { findWithAwsErrors, withAwsErrors } from './with-aws-errors.ts'

/** Options of every AWS client. The SDK finds the rest by itself. */
export function clientOptions({ region }: Pick<AwsConfig, 'region'>) {
  return region === null ? {} : { region }
}

/** Options of an S3 client in the region of the environment. */
export function s3Options({ aws, s3 }: Pick<Config, 'aws' | 's3'>) {
  return { endpoint: s3.endpoint, region: aws.region }
}

/**
 * The account of the credentials, and the configured region. Throws if the credentials are not valid (code
 * `Credentials`), or belong to another account than the configured one (code `Account`).
 */
export async function getCallerAccount(aws: AwsConfig): Promise<AwsAccount> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(clientOptions(aws))
  return withAwsErrors('sts:GetCallerIdentity', async () => {
    const region = await client.config.region()
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}))
    if (aws.account === null || aws.account === Account) {
      return { partition: Arn.split(':')[1] ?? 'aws', account: Account, region }
    }
    throw new HitparadeError(
      'Account',
      `expected credentials of account ${aws.account}, got those of ${Account}`,
      {
        advice: 'set AWS_PROFILE, or correct aws.account in the configuration',
        details: { expected: aws.account, account: Account },
      },
    )
  })
}

/** One of the two buckets of the configured environment, in the environment's region. */
export async function deployedStore(
  { aws, s3 }: Pick<Config, 'aws' | 's3'>,
  bucket: 'rawBucket' | 'curatedBucket',
): Promise<ObjectStore> {
  const account = await getCallerAccount(aws)
  const name = resourceNames(aws.environment, account)[bucket]
  return openStore(`s3://${name}`, { ...s3, region: account.region })
}

/** Whether CDK is bootstrapped in the account and region, which every deployment needs. */
export async function isBootstrapped(aws: AwsConfig): Promise<boolean> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm')
  const client = new SSMClient(clientOptions(aws))
  const Name = `/cdk-bootstrap/${aws.bootstrap_qualifier ?? 'hnb659fds'}/version`
  const version = await findWithAwsErrors('ssm:GetParameter', () =>
    client.send(new GetParameterCommand({ Name })),
  )
  return version !== null
}

/** The outputs of the environment's stack, by name; null if there is no stack. */
export async function stackOutputs(aws: AwsConfig): Promise<Record<string, string> | null> {
  const stack = await describeStack(aws)
  if (stack === null) return null
  const outputs = stack.Outputs ?? []
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? '']))
}

/** CloudFormation's description of the environment's stack; null if there is no stack. */
export async function describeStack(aws: AwsConfig): Promise<Stack | null> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  const answer = await findWithAwsErrors('cloudformation:DescribeStacks', () =>
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
    const head = await findWithAwsErrors('s3:ListBucket', () =>
      client.send(new HeadBucketCommand({ Bucket })),
    )
    if (head !== null) retained.push(Bucket)
  }
  return retained
}
