import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import type { S3Options } from '../store.ts'
import { pages } from './list-objects.ts'
import { s3Calls } from './s3-calls.ts'
import { s3Client } from './s3-client.ts'

/** An object of a bucket that others fill: any name, blanks and line breaks included. */
export interface ForeignObject {
  /** Whole, with every prefix. */
  key: string
  /** Bytes. */
  size: number
}

/** A bucket that is only read. All errors are `StoreError`s. */
export interface Bucket {
  bucket: string
  /** The part of the address behind the bucket, as it was given. */
  prefix: string
  /** Every object whose key begins with the prefix. */
  list(prefix: string): AsyncIterable<ForeignObject>
  get(key: string): Promise<Uint8Array>
}

/** A bucket whose names are not ours, see `store.ts` for those that are. Throws for an address without a bucket. */
export function openBucket(address: string, options: S3Options): Bucket {
  const [, bucket, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(address) ?? []
  if (bucket === undefined) {
    throw new StoreError(
      'Store',
      `expected s3://bucket or s3://bucket/prefix, got ${JSON.stringify(address)}`,
    )
  }
  const client = s3Client(options)
  const { call } = s3Calls({ client, bucket, endpoint: options.endpoint ?? null })
  return {
    bucket,
    prefix,
    async *list(Prefix) {
      // XML cannot hold every character that a key may have: they come percent-encoded.
      const ask = { Bucket: bucket, Prefix, EncodingType: 'url' as const }
      const list = (ContinuationToken: string | undefined) =>
        call('list', Prefix, () => client.send(new ListObjectsV2Command({ ...ask, ContinuationToken })))
      for await (const { Contents = [], EncodingType } of pages(list)) {
        for (const { Key = '', Size = 0 } of Contents) {
          yield { key: EncodingType === 'url' ? decoded(Key) : Key, size: Size }
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

function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}
