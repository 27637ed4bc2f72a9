import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import type { S3Options } from '../store.ts'
import { listPages } from './list-objects.ts'
import { decodeKey, parseS3Address } from './s3-address.ts'
import { s3Calls } from './s3-calls.ts'
import { s3Client } from './s3-client.ts'

/** An object of a bucket that other programs fill: its name may be any text, even with spaces and line breaks. */
export interface ForeignObject {
  /** The whole key in the bucket. */
  key: string
  /** Bytes. */
  size: number
}

/** A read-only bucket. All errors are `StoreError`s. */
export interface Bucket {
  bucket: string
  /** The path of the address, unchanged. */
  prefix: string
  /** Every object whose key begins with the prefix. */
  list(prefix: string): AsyncIterable<ForeignObject>
  get(key: string): Promise<Uint8Array>
}

/** Opens a bucket whose objects have other names than ours (`s3-store.ts`). Throws `StoreError` for an invalid address. */
export function openBucket(address: string, options: S3Options): Bucket {
  const parsed = parseS3Address(address)
  if (parsed === null) {
    throw new StoreError(
      'Store',
      `expected s3://bucket or s3://bucket/prefix, got ${JSON.stringify(address)}`,
    )
  }
  const { bucket, path: prefix } = parsed
  const client = s3Client(options)
  const { call } = s3Calls({ client, bucket, endpoint: options.endpoint ?? null })
  return {
    bucket,
    prefix,
    async *list(Prefix) {
      // XML cannot represent every character of a key, so keys are requested percent-encoded.
      const request = { Bucket: bucket, Prefix, EncodingType: 'url' as const }
      const list = (ContinuationToken: string | undefined) =>
        call('list', Prefix, () => client.send(new ListObjectsV2Command({ ...request, ContinuationToken })))
      for await (const { Contents = [], EncodingType } of listPages(list)) {
        for (const { Key = '', Size = 0 } of Contents) {
          yield { key: EncodingType === 'url' ? decodeKey(Key) : Key, size: Size }
        }
      }
    },
    get: (Key) =>
      call('read', Key, async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }))
        return (await Body?.transformToByteArray()) ?? new Uint8Array()
      }),
  }
}
