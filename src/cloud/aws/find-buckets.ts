import type { Stack } from '@aws-sdk/client-cloudformation'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Config } from '../../config/config.ts'
import { HitparadeError } from '../../domain/errors.ts'
import { type AwsAccount, stackName } from './aws-names.ts'
import { DESCRIBE_STACKS, describeStack, isCreated, readOutputs } from './aws-stack.ts'
import { type BucketNames, globalBucketNames, isReserved, newBucketNames } from './bucket-names.ts'
import { s3Options } from './client-options.ts'
import { outputs } from './stack-interface.ts'
import { findOrNull } from './with-aws-errors.ts'

type S3Config = Pick<Config, 'aws' | 's3'>

/** The buckets of an environment. */
export interface FoundBuckets extends BucketNames {
  /** Those of them that an earlier stack has left; empty while there is a stack. */
  retained: string[]
}

/**
 * The buckets of the configured environment: those of its stack, or those that an earlier stack has left, or those that a
 * new stack would create. A bucket keeps its name for good, so a stack of an older version has names that no new stack
 * gets. Throws code `Denied` if the credentials may see neither the stack nor any bucket.
 */
export async function findBuckets(config: S3Config, place: AwsAccount): Promise<FoundBuckets> {
  try {
    return await findBucketsOfStack(await describeStack(config.aws), config, place)
  } catch (error) {
    // The buckets answer too.
    if (isDenied(error) && error.details.operation === DESCRIBE_STACKS) return findExisting(config, place)
    throw error
  }
}

/** As `findBuckets`, of a stack that was read already; null if there is no stack. */
export async function findBucketsOfStack(
  stack: Stack | null,
  config: S3Config,
  place: AwsAccount,
): Promise<FoundBuckets> {
  if (stack === null || !isCreated(stack)) return findExisting(config, place)
  const { [outputs.rawBucket]: rawBucket, [outputs.curatedBucket]: curatedBucket } = readOutputs(stack)
  if (rawBucket !== undefined && curatedBucket !== undefined)
    return { rawBucket, curatedBucket, retained: [] }
  return { ...(await findExisting(config, place)), retained: [] }
}

/** The first pair of names of which a bucket exists, the names of a new stack before those of older versions. */
async function findExisting(config: S3Config, place: AwsAccount): Promise<FoundBuckets> {
  const { s3Client } = await import('../../storage/s3/s3-client.ts')
  const client = s3Client(s3Options(config))
  const prefix = stackName(config.aws.environment)
  const created = newBucketNames(prefix, place)
  let refusal: HitparadeError | null = null
  for (const names of [created, globalBucketNames(prefix, place)]) {
    const retained: string[] = []
    for (const bucket of [names.rawBucket, names.curatedBucket]) {
      try {
        if (await exists(client, bucket, place)) retained.push(bucket)
      } catch (error) {
        if (isForeign(bucket, error)) continue
        if (!isDenied(error)) throw error
        refusal = error
      }
    }
    if (retained.length > 0) return { ...names, retained }
  }
  if (refusal !== null) throw refusal
  return { ...created, retained: [] }
}

async function exists(client: S3Client, Bucket: string, { account }: AwsAccount): Promise<boolean> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3')
  const list = new ListObjectsV2Command({ Bucket, MaxKeys: 1, ExpectedBucketOwner: account })
  return (await findOrNull('s3:ListBucket', () => client.send(list))) !== null
}

/** Whether another account has taken the name: S3 then denies access, or names another region. */
function isForeign(bucket: string, error: unknown): boolean {
  return (
    !isReserved(bucket) &&
    error instanceof HitparadeError &&
    [301, 403].includes(Number(error.details.status))
  )
}

function isDenied(error: unknown): error is HitparadeError {
  return error instanceof HitparadeError && error.code === 'Denied'
}
