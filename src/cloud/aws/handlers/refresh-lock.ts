import {
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { StoreError } from '../../../domain/errors.ts'
import { getStatus } from '../../../storage/s3/aws-errors.ts'
import { s3Calls } from '../../../storage/s3/s3-calls.ts'

interface LockOptions {
  client: S3Client
  bucket: string
  key: string
  /** Milliseconds since 1970. */
  now(): number
  sleep(milliseconds: number): Promise<unknown>
}

/** Milliseconds after which a lock belongs to a function that was ended: none runs that long. */
const ABANDONED = 10 * 60_000
/** Milliseconds between two attempts, and until this gives up. A refresh takes about a second. */
const PAUSE = 250
const PATIENCE = 60_000

/**
 * Runs the work while no other function holds the lock, an object of the bucket: it is written only if it is absent,
 * replaced only if it is abandoned and unchanged, and deleted after the work. Throws a `StoreError` after a minute.
 */
export async function withRefreshLock<T>(options: LockOptions, work: () => Promise<T>): Promise<T> {
  const etag = await takeLock(options)
  try {
    return await work()
  } finally {
    await releaseLock(options, etag)
  }
}

async function takeLock(options: LockOptions): Promise<string> {
  const { bucket, key, now, sleep } = options
  const end = now() + PATIENCE
  for (;;) {
    const etag = (await write(options, { IfNoneMatch: '*' })) ?? (await replaceAbandoned(options))
    if (etag !== null) return etag
    if (now() >= end)
      throw new StoreError('Store', `another function has held s3://${bucket}/${key} for a minute`, {
        advice: 'the next run tries again; ten minutes after it was written, the lock is replaced',
        details: { bucket, key },
      })
    // Of several that wait, not all come at the same moment.
    await sleep(PAUSE * (0.5 + Math.random()))
  }
}

async function replaceAbandoned(options: LockOptions): Promise<string | null> {
  const { client, bucket, key, now } = options
  const held = await s3Calls({ client, bucket, endpoint: null }).call('read', key, async () => {
    try {
      return await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    } catch (error) {
      // Its holder has just deleted it. A role that must not list the bucket gets 403 for that.
      if ([403, 404].includes(getStatus(error) ?? 0)) return null
      throw error
    }
  })
  if (held?.LastModified === undefined || held.ETag === undefined) return null
  if (now() - held.LastModified.getTime() < ABANDONED) return null
  return write(options, { IfMatch: held.ETag })
}

/** Writes the lock on a condition. Its ETag, which no other write has; null if the condition fails. */
async function write(
  { client, bucket, key }: LockOptions,
  condition: Pick<PutObjectCommandInput, 'IfNoneMatch' | 'IfMatch'>,
): Promise<string | null> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: crypto.randomUUID(), ...condition })
  return s3Calls({ client, bucket, endpoint: null }).call('write', key, async () => {
    try {
      return (await client.send(command)).ETag ?? null
    } catch (error) {
      // 412: the condition fails. 409: another write is in progress. 404: the lock to replace is gone.
      if ([404, 409, 412].includes(getStatus(error) ?? 0)) return null
      throw error
    }
  })
}

/** Deletes the lock, unless another function has replaced it. */
async function releaseLock({ client, bucket, key }: LockOptions, etag: string): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag })
  await s3Calls({ client, bucket, endpoint: null }).call('delete', key, async () => {
    try {
      await client.send(command)
    } catch (error) {
      if (![404, 409, 412].includes(getStatus(error) ?? 0)) throw error
    }
  })
}
