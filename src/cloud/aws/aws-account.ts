import type { Stack } from '@aws-sdk/client-cloudformation'
import type { AwsConfig, Config } from '../../config/config.ts'
import { getMessage, HitparadeError } from '../../domain/errors.ts'
import { openStore } from '../../storage/open-store.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { type AwsPlace, resourceNames, stackName } from './aws-names.ts'
import { withAwsErrors } from './with-aws-errors.ts'

/** What every client of an AWS service is made with; the rest it finds by itself. */
export function clientOptions({ region }: Pick<AwsConfig, 'region'>) {
  return region === null ? {} : { region }
}

/** The same for S3: services other than AWS rarely have a host name for each bucket. */
export function s3ClientOptions({ aws, s3 }: Pick<Config, 'aws' | 's3'>) {
  return {
    ...clientOptions(aws),
    ...(s3.endpoint !== null && { endpoint: s3.endpoint, forcePathStyle: true }),
  }
}

/** Where the credentials lead. Throws where there are none that hold, or they are of another account than configured. */
export async function getCallerPlace(aws: AwsConfig): Promise<AwsPlace> {
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
      { advice: 'set AWS_PROFILE, or correct aws.account' },
    )
  })
}

/** One of the two buckets of the configured environment, in the region where that lies. */
export async function deployedStore(
  { aws, s3 }: Pick<Config, 'aws' | 's3'>,
  bucket: 'rawBucket' | 'curatedBucket',
): Promise<ObjectStore> {
  const place = await getCallerPlace(aws)
  return openStore(`s3://${resourceNames(aws.environment, place)[bucket]}`, { ...s3, region: place.region })
}

/** Whether CDK's own stack is there, which deploying needs once an account and region. */
export async function isBootstrapped(aws: AwsConfig): Promise<boolean> {
  const { GetParameterCommand, ParameterNotFound, SSMClient } = await import('@aws-sdk/client-ssm')
  const Name = `/cdk-bootstrap/${aws.bootstrap_qualifier ?? 'hnb659fds'}/version`
  return withAwsErrors('ssm:GetParameter', async () => {
    try {
      await new SSMClient(clientOptions(aws)).send(new GetParameterCommand({ Name }))
      return true
    } catch (error) {
      if (error instanceof ParameterNotFound) return false
      throw error
    }
  })
}

/** What the environment's stack tells about itself; null where there is no such stack. */
export async function stackOutputs(aws: AwsConfig): Promise<Record<string, string> | null> {
  const stack = await describeStack(aws)
  if (stack === null) return null
  const outputs = stack.Outputs ?? []
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? '']))
}

/** The environment's stack as CloudFormation has it; null where there is none. */
export async function describeStack(aws: AwsConfig): Promise<Stack | null> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  return withAwsErrors('cloudformation:DescribeStacks', async () => {
    try {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
      return Stacks?.[0] ?? null
    } catch (error) {
      // CloudFormation has no error of its own for it.
      if (getMessage(error).includes('does not exist')) return null
      throw error
    }
  })
}

/** States of a stack whose first deployment was never finished: it is made anew, and holds nothing. */
const neverMade: (string | undefined)[] = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE']

/** Buckets that an earlier stack of the environment has left behind; none while there is a stack. */
export async function retainedBuckets(config: Pick<Config, 'aws' | 's3'>): Promise<string[]> {
  const { aws } = config
  const stack = await describeStack(aws)
  if (stack !== null && !neverMade.includes(stack.StackStatus)) return []
  const { HeadBucketCommand, NotFound, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client(s3ClientOptions(config))
  const { rawBucket, curatedBucket } = resourceNames(aws.environment, await getCallerPlace(aws))
  const kept: string[] = []
  for (const Bucket of [rawBucket, curatedBucket]) {
    const isThere = await withAwsErrors('s3:ListBucket', () =>
      client.send(new HeadBucketCommand({ Bucket })).catch((error: unknown) => {
        if (error instanceof NotFound) return null
        throw error
      }),
    )
    if (isThere !== null) kept.push(Bucket)
  }
  return kept
}
