import { setTimeout } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import { missingObject } from '../store-errors.ts'
import { classifyAwsError, explainAwsError, getErrorName, getStatus } from './aws-errors.ts'

/** Attempts at a conditional write that meets another one, and the longest first pause in milliseconds. */
const conflictAttempts = 8
const conflictPause = 40

/** What each operation of a store needs. */
const operations = {
  read: {
    permission: 's3:GetObject',
    grant: ' on the object, and s3:ListBucket on the bucket (without it S3 denies access to missing objects)',
  },
  write: { permission: 's3:PutObject', grant: ' on the object' },
  list: { permission: 's3:ListBucket', grant: ' on the bucket for this prefix' },
  delete: { permission: 's3:DeleteObject', grant: ' on the object' },
  'list versions under': { permission: 's3:ListBucketVersions', grant: ' on the bucket' },
  'delete all versions of': {
    permission: 's3:DeleteObject and s3:DeleteObjectVersion',
    grant: ' on the object',
  },
}

interface BucketConnection {
  client: S3Client
  bucket: string
  endpoint: string | null
}

/** Calls to one bucket, whose failures become `StoreError`s. */
export function s3Calls({ client, bucket, endpoint }: BucketConnection) {
  return { call, putIfAbsent }

  async function call<T>(
    operation: keyof typeof operations,
    key: string,
    action: () => Promise<T>,
  ): Promise<T> {
    try {
      return await action()
    } catch (error) {
      throw error instanceof StoreError ? error : await toStoreError(error, operation, key)
    }
  }

  async function toStoreError(
    error: unknown,
    operation: keyof typeof operations,
    key: string,
  ): Promise<StoreError> {
    const kind = classifyAwsError(error)
    if (kind === 'Missing' && getErrorName(error) !== 'NoSuchBucket') {
      return missingObject(key, `s3://${bucket}`, error)
    }
    const { code, problem, options } = explainAwsError(error, {
      ...operations[operation],
      problem: `could not ${operation} s3://${bucket}/${key}`,
      endpoint,
      region: kind === 'Region' ? await client.config.region().catch(() => null) : null,
      details: { operation, bucket, key },
    })
    return new StoreError(code === 'Other' || code === 'Missing' ? 'Store' : code, problem, options)
  }
}

/**
 * Writes on the condition that the object does not exist. False if it does, even if an earlier attempt of the SDK
 * has written it and its answer was lost.
 */
async function putIfAbsent(write: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write()
      return true
    } catch (error) {
      if (getStatus(error) === 412) return false
      // Another write of the same key is in progress: its result is known soon.
      if (getStatus(error) !== 409 || attempt === conflictAttempts) throw error
      await setTimeout(conflictPause * 2 ** (attempt - 1) * Math.random())
    }
  }
}
