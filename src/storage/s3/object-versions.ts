import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import { checkKey, checkPrefix, isKey } from '../../domain/keys.ts'
import type { ObjectStore, StoredObject } from '../store.ts'
import type { s3Calls } from './s3-calls.ts'

interface VersionedBucket {
  client: S3Client
  bucket: string
  /** The store's prefix in the bucket. */
  prefix: string
  calls: ReturnType<typeof s3Calls>
}

/** The versions of the objects under a prefix of a bucket. A bucket without versioning has one of each object. */
export function objectVersions(connection: VersionedBucket): NonNullable<ObjectStore['versions']> {
  const { client, bucket, prefix, calls } = connection
  return {
    async *list(start) {
      checkPrefix(start)
      // The versions of a key follow each other, the newest first.
      let last: string | null = null
      for await (const { Versions = [], DeleteMarkers = [] } of listPages(connection, `${prefix}${start}`)) {
        const found = [...Versions, ...DeleteMarkers].map((version) => ({
          key: (version.Key ?? '').slice(prefix.length),
          size: 'Size' in version && version.Size !== undefined ? Number(version.Size) : 0,
          last_modified: version.LastModified ?? new Date(0),
        }))
        for (const object of sortByKey(found)) {
          if (object.key === last || !isKey(object.key)) continue
          last = object.key
          yield object
        }
      }
    },
    async erase(key) {
      checkKey(key)
      const Key = `${prefix}${key}`
      for await (const { Versions = [], DeleteMarkers = [] } of listPages(connection, Key)) {
        const Objects = [...Versions, ...DeleteMarkers]
          .filter((version) => version.Key === Key)
          .map(({ VersionId }) => ({ Key, VersionId }))
        if (Objects.length === 0) continue
        const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })
        const { Errors = [] } = await calls.call('delete all versions of', Key, () => client.send(command))
        const [error] = Errors
        if (error === undefined) continue
        const { Code = 'unknown', Message = 'no reason given' } = error
        throw new StoreError('Store', `could not delete s3://${bucket}/${Key} (${Code}): ${Message}`, {
          advice: 'grant s3:DeleteObjectVersion on the object, and check whether it is locked',
          details: { operation: 'delete all versions of', bucket, key: Key, aws_error: Code },
        })
      }
    },
  }
}

async function* listPages(
  { client, bucket, calls }: VersionedBucket,
  Prefix: string,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {}
  for (;;) {
    const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix, ...marker })
    const page = await calls.call('list versions under', Prefix, () => client.send(command))
    yield page
    if (page.IsTruncated !== true) return
    const next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    if (next.KeyMarker === undefined || isSame(next, marker)) {
      throw new StoreError('Store', `the list of versions in s3://${bucket} was cut off`, {
        advice: 'use an S3 service that lists all pages',
        details: { bucket },
      })
    }
    marker = next
  }
}

const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)

/** Keys are ASCII, so comparing characters compares bytes. Versions of one key keep their order. */
function sortByKey(objects: StoredObject[]): StoredObject[] {
  return objects.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}
