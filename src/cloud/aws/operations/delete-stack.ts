import type { S3Client } from '@aws-sdk/client-s3'
import type { AwsConfig, Config } from '../../../config/config.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import { clientOptions, s3ClientOptions } from '../aws-account.ts'
import { stackName } from '../aws-names.ts'
import { withAwsErrors } from '../with-aws-errors.ts'

type S3Config = Pick<Config, 'aws' | 's3'>

/** Seconds that CloudFormation may take. */
const patience = 1800

/** How many resources of each type the environment's stack holds. */
export async function stackResources(aws: AwsConfig): Promise<Map<string, number>> {
  const { CloudFormationClient, paginateListStackResources } = await import('@aws-sdk/client-cloudformation')
  const client = new CloudFormationClient(clientOptions(aws))
  const counts = new Map<string, number>()
  const pages = paginateListStackResources({ client }, { StackName: stackName(aws.environment) })
  return withAwsErrors('cloudformation:ListStackResources', async () => {
    for await (const page of pages) {
      for (const { ResourceType = '' } of page.StackResourceSummaries ?? []) {
        counts.set(ResourceType, (counts.get(ResourceType) ?? 0) + 1)
      }
    }
    return counts
  })
}

/** Deletes the stack and waits until it is gone. Throws where CloudFormation cannot delete all of it. */
export async function deleteStack(aws: AwsConfig): Promise<void> {
  const { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } = await import(
    '@aws-sdk/client-cloudformation'
  )
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  await withAwsErrors('cloudformation:DeleteStack', () => client.send(new DeleteStackCommand({ StackName })))
  try {
    const wait = { client, maxWaitTime: patience, minDelay: 1, maxDelay: 10 }
    await waitUntilStackDeleteComplete(wait, { StackName })
  } catch (error) {
    const advice = 'look at its events in the CloudFormation console, correct what they say and run again'
    throw new HitparadeError('Stack', `${StackName} was not deleted`, { advice, cause: error })
  }
}

/**
 * S3 checks where it is to send events to whenever that changes: a bucket that stays must know no queue that has gone.
 * Only behind the stack: as long as that is there, Snowflake is told of files.
 */
export async function removeNotifications(config: S3Config, Bucket: string): Promise<void> {
  const { NoSuchBucket, PutBucketNotificationConfigurationCommand, S3Client } = await import(
    '@aws-sdk/client-s3'
  )
  const client = new S3Client(s3ClientOptions(config))
  const command = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} })
  await withAwsErrors('s3:PutBucketNotification', () =>
    client.send(command).catch((error: unknown) => {
      if (!(error instanceof NoSuchBucket)) throw error
    }),
  )
}

/** Deletes a bucket with all that is in it, older versions as well; nothing where there is none. */
export async function deleteBucket(config: S3Config, Bucket: string): Promise<void> {
  const { DeleteBucketCommand, NoSuchBucket, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client(s3ClientOptions(config))
  await withAwsErrors(
    's3:ListBucketVersions, s3:DeleteObject, s3:DeleteObjectVersion or s3:DeleteBucket',
    async () => {
      try {
        await emptyBucket(client, Bucket)
        await client.send(new DeleteBucketCommand({ Bucket }))
      } catch (error) {
        if (!(error instanceof NoSuchBucket)) throw error
      }
    },
  )
}

async function emptyBucket(client: S3Client, Bucket: string) {
  const { DeleteObjectsCommand, ListObjectVersionsCommand } = await import('@aws-sdk/client-s3')
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }))
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
    if (Objects.length === 0) return
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    )
    const [error] = Errors
    if (error !== undefined) {
      throw new HitparadeError(
        'Store',
        `s3://${Bucket}/${error.Key} cannot be deleted: ${error.Code} ${error.Message}`,
      )
    }
  }
}
