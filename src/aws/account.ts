import type { AwsConfig } from '../config.ts'
import { HitparadeError, messageOf } from '../errors.ts'
import { namesOf, type Place, stackName } from './names.ts'

/** What every client of an AWS service is made with; the rest it finds by itself. */
export function clientOptions({ region }: Pick<AwsConfig, 'region'>) {
  return region === null ? {} : { region }
}

/** Where the credentials lead. Throws where there are none that hold, or they are of another account than configured. */
export async function placeOf(aws: AwsConfig): Promise<Place> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(clientOptions(aws))
  try {
    const region = await client.config.region()
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}))
    if (aws.account === null || aws.account === Account) {
      return { partition: Arn.split(':')[1] ?? 'aws', account: Account, region }
    }
    throw new HitparadeError(
      'Account',
      `expected credentials of account ${aws.account}, got those of ${Account}; set AWS_PROFILE, or correct aws.account`,
    )
  } catch (error) {
    if (error instanceof HitparadeError) throw error
    throw new HitparadeError(
      'Credentials',
      `AWS cannot be asked who you are: ${messageOf(error)}; set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_REGION`,
      { cause: error },
    )
  }
}

/** Whether CDK's own stack is there, which deploying needs once an account and region. */
export async function isBootstrapped(aws: AwsConfig): Promise<boolean> {
  const { GetParameterCommand, ParameterNotFound, SSMClient } = await import('@aws-sdk/client-ssm')
  const Name = `/cdk-bootstrap/${aws.bootstrap_qualifier ?? 'hnb659fds'}/version`
  try {
    await new SSMClient(clientOptions(aws)).send(new GetParameterCommand({ Name }))
    return true
  } catch (error) {
    if (error instanceof ParameterNotFound) return false
    throw error
  }
}

/** What the environment's stack tells about itself; null where there is no such stack. */
export async function stackOutputs(aws: AwsConfig): Promise<Record<string, string> | null> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
    const outputs = Stacks?.[0]?.Outputs ?? []
    return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? '']))
  } catch (error) {
    if (messageOf(error).includes('does not exist')) return null
    throw error
  }
}

/** Buckets that an earlier stack of the environment has left behind; none while there is a stack. */
export async function keptBuckets(aws: AwsConfig): Promise<string[]> {
  if ((await stackOutputs(aws)) !== null) return []
  const { HeadBucketCommand, NotFound, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client(clientOptions(aws))
  const { rawBucket, curatedBucket } = namesOf(aws.environment, await placeOf(aws))
  const kept: string[] = []
  for (const Bucket of [rawBucket, curatedBucket]) {
    try {
      await client.send(new HeadBucketCommand({ Bucket }))
      kept.push(Bucket)
    } catch (error) {
      if (!(error instanceof NotFound)) throw error
    }
  }
  return kept
}
