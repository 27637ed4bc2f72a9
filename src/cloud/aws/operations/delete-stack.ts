import type { S3Client } from '@aws-sdk/client-s3'
import type { AwsConfig, Config } from '../../../config/config.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import { stackName } from '../aws-names.ts'
import { clientOptions, s3Options } from '../client-options.ts'
import { loadClient } from '../load-clients.ts'
import { findOrNull, withAwsErrors } from '../with-aws-errors.ts'
import { withStackReason } from './stack-failure.ts'

type S3Config = Pick<Config, 'aws' | 's3'>

/** Seconds that CloudFormation may take. */
const timeout = 1800

/** The number of resources in the environment's stack, by CloudFormation type. */
export async function stackResources(aws: AwsConfig): Promise<Map<string, number>> {
  const { CloudFormationClient, paginateListStackResources } = await loadClient.cloudformation()
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

/** Deletes the stack and waits for the end. Throws code `Stack`, with the reason, if CloudFormation cannot delete all of it. */
export function deleteStack(aws: AwsConfig): Promise<void> {
  return withStackReason(aws, () => requestDeletion(aws))
}

async function requestDeletion(aws: AwsConfig): Promise<void> {
  const { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } =
    await loadClient.cloudformation()
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  await withAwsErrors('cloudformation:DeleteStack', () => client.send(new DeleteStackCommand({ StackName })))
  try {
    const wait = { client, maxWaitTime: timeout, minDelay: 1, maxDelay: 10 }
    await waitUntilStackDeleteComplete(wait, { StackName })
  } catch (error) {
    throw new HitparadeError('Stack', `the stack ${StackName} was not deleted`, {
      advice: 'read its events in the CloudFormation console, fix the cause and run the command again',
      details: { stack: StackName },
      cause: error,
    })
  }
}

/**
 * Removes the notifications of a bucket. S3 checks every destination whenever they change, so a bucket that is kept must
 * not name a deleted queue. Call it after the stack is deleted: until then Snowflake receives notifications.
 */
export async function removeNotifications(config: S3Config, Bucket: string): Promise<void> {
  const { PutBucketNotificationConfigurationCommand } = await import('@aws-sdk/client-s3')
  const client = await openClient(config)
  const command = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} })
  await findOrNull('s3:PutBucketNotification', () => client.send(command))
}

/** Deletes a bucket with everything in it, old versions included. Does nothing if there is no such bucket. */
export async function deleteBucket(config: S3Config, Bucket: string): Promise<void> {
  const { DeleteBucketCommand } = await import('@aws-sdk/client-s3')
  const client = await openClient(config)
  if (!(await emptyBucket(client, Bucket))) return
  await findOrNull('s3:DeleteBucket', () => client.send(new DeleteBucketCommand({ Bucket })))
}

async function openClient(config: S3Config): Promise<S3Client> {
  const { s3Client } = await import('../../../storage/s3/s3-client.ts')
  return s3Client(s3Options(config))
}

/** False if there is no such bucket. */
async function emptyBucket(client: S3Client, Bucket: string): Promise<boolean> {
  const { DeleteObjectsCommand, ListObjectVersionsCommand } = await import('@aws-sdk/client-s3')
  for (;;) {
    const page = await findOrNull('s3:ListBucketVersions', () =>
      client.send(new ListObjectVersionsCommand({ Bucket })),
    )
    if (page === null) return false
    const { Versions = [], DeleteMarkers = [] } = page
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
    if (Objects.length === 0) return true
    const deletion = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } })
    const { Errors = [] } = await withAwsErrors('s3:DeleteObject and s3:DeleteObjectVersion', () =>
      client.send(deletion),
    )
    const [error] = Errors
    if (error === undefined) continue
    const { Key = '', Code = 'unknown', Message = 'no reason given' } = error
    throw new HitparadeError('Store', `could not delete s3://${Bucket}/${Key} (${Code}): ${Message}`, {
      details: { operation: 's3:DeleteObject', bucket: Bucket, key: Key, aws_error: Code },
    })
  }
}
