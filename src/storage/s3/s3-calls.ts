import { setTimeout } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { getMessage, StoreError } from '../../domain/errors.ts'
import { missingObject } from '../store-errors.ts'

/** How often a conditional write is tried that meets another one, and the longest first pause in milliseconds. */
const conflictAttempts = 8
const conflictPause = 40

/** What a role must be allowed for each thing that a store does. */
const rights = {
  read: 's3:GetObject there, and s3:ListBucket on the bucket (without it S3 refuses what does not exist)',
  write: 's3:PutObject there',
  list: 's3:ListBucket on the bucket for this prefix',
  delete: 's3:DeleteObject there',
}

const wrongCredentials = [
  'CredentialsProviderError',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
]

interface Place {
  client: S3Client
  bucket: string
  endpoint: string | null
}

export function s3Calls({ client, bucket, endpoint }: Place) {
  return { call, unlessThere }

  /** Does something to a key and words what goes wrong as a `StoreError`. */
  async function call<T>(verb: keyof typeof rights, key: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action()
    } catch (error) {
      throw error instanceof StoreError ? error : await inWords(error, verb, key)
    }
  }

  async function inWords(error: unknown, verb: keyof typeof rights, key: string): Promise<StoreError> {
    const [status, name] = [getStatus(error), getErrorName(error)]
    const refused = `could not ${verb} s3://${bucket}/${key} (${name})`
    const options = { cause: error }
    if (isMissing(error)) return missingObject(key, `s3://${bucket}`, error)
    if (status === 401 || wrongCredentials.includes(name)) {
      const says =
        'found no credentials that hold; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
      return new StoreError('Denied', `${refused}: ${says}`, options)
    }
    if (name === 'InvalidObjectState') {
      return new StoreError('Archived', `${refused}: it is archived`, {
        advice: 'restore it in S3 first',
        ...options,
      })
    }
    if (status === 403) {
      // Where the bucket is encrypted with a customer's key, the right that lacks may be one on the key.
      const [onKey] = /kms:\w+/.exec(getMessage(error)) ?? []
      const right = onKey === undefined ? rights[verb] : `${onKey} on the key that encrypts the bucket`
      return new StoreError('Denied', `${refused}: the credentials need ${right}`, options)
    }
    if (name === 'NoSuchBucket') {
      return new StoreError('Store', `${refused}: there is no such bucket`, {
        advice: 'create it or correct the address',
        ...options,
      })
    }
    if (
      /PermanentRedirect|AuthorizationHeaderMalformed|Region is missing/.test(`${name} ${getMessage(error)}`)
    ) {
      const says = `expected the bucket's own region, got ${await getRegion()}; set AWS_REGION`
      return new StoreError('Store', `${refused}: ${says}`, options)
    }
    if (isPassing(error)) {
      const says = `${endpoint ?? 'S3'} did not answer to the end: ${getMessage(error)}; run again, or look at the network`
      return new StoreError('Unreachable', `${refused}: ${says}`, { ...options, retryable: true })
    }
    return new StoreError('Store', `${refused}: ${getMessage(error)}`, options)
  }

  async function getRegion(): Promise<string> {
    return client.config.region().catch(() => 'none')
  }
}

/**
 * A write on the condition that there is nothing yet: false where there is. An answer that got lost and was asked
 * for again by the SDK also ends as false: the object is there.
 */
async function unlessThere(write: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write()
      return true
    } catch (error) {
      if (getStatus(error) === 412) return false
      // Another write of the same key is under way: whether it succeeds is known soon.
      if (getStatus(error) !== 409 || attempt === conflictAttempts) throw error
      await setTimeout(conflictPause * 2 ** (attempt - 1) * Math.random())
    }
  }
}

function getStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode
}

/** Whether the same call may succeed later: the service is overloaded or the connection broke, also half-way. */
function isPassing(error: unknown): boolean {
  const status = getStatus(error)
  if (status !== undefined && status >= 300) return status >= 500 || status === 429
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^E[A-Z_]+$/.test(code) || getErrorName(error) === 'TimeoutError' || status !== undefined
}

/** Whether the object, not the bucket, is missing. */
function isMissing(error: unknown): boolean {
  return getStatus(error) === 404 && getErrorName(error) !== 'NoSuchBucket'
}

function getErrorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
