import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { StoreError } from '../errors.ts'
import { checkKey, checkPrefix, maxKeyLength } from './keys.ts'
import type { S3Options } from './open.ts'
import { missing, otherBytes } from './refusals.ts'
import { isMissing, s3Calls, statusOf } from './s3/calls.ts'
import { listObjects } from './s3/list.ts'
import type { ObjectStore } from './store.ts'

/** Bytes of a key that S3 takes. */
const s3KeyLength = 1024

/**
 * A store in a bucket, below a prefix, of AWS or of any service that speaks S3 and knows `If-None-Match: *`.
 * Objects are put and copied in one request each, so they hold up to 5 GB.
 */
export function s3Store(address: string, { endpoint, region }: S3Options): ObjectStore {
  const { bucket, prefix } = placeOf(address)
  const client = new S3Client({
    // Services other than AWS rarely have a host name for each bucket.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(region ? { region } : {}),
    // Milliseconds. A connection that says nothing must not hold a run for ever; the SDK tries again.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  })
  const calls = s3Calls({ client, bucket, endpoint: endpoint ?? null })
  const placed = (key: string) => {
    checkKey(key)
    return { Bucket: bucket, Key: `${prefix}${key}` }
  }

  return { address: `s3://${bucket}/${prefix}`.replace(/\/$/, ''), get, put, list, move, delete: remove }

  async function get(key: string): Promise<Uint8Array> {
    const place = placed(key)
    return calls.call('read', place.Key, async () => {
      const { Body } = await client.send(new GetObjectCommand(place))
      return (await Body?.transformToByteArray()) ?? new Uint8Array()
    })
  }

  async function put(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    const place = placed(key)
    const command = { ...place, Body: bytes, ContentLength: bytes.length, IfNoneMatch: '*' }
    return calls.call('write', place.Key, async () =>
      (await calls.unlessThere(() => client.send(new PutObjectCommand(command)))) ? 'stored' : 'exists',
    )
  }

  function list(start: string) {
    checkPrefix(start)
    const page = (ContinuationToken: string | undefined) => {
      const Prefix = `${prefix}${start}`
      return calls.call('list', Prefix, () =>
        client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken })),
      )
    }
    return listObjects(page, prefix)
  }

  async function move(from: string, to: string): Promise<'moved' | 'done'> {
    const [source, target] = [placed(from), placed(to)]
    if (from === to) return get(from).then(() => 'done')
    // Services that overlook the condition of a copy are asked before.
    const isMine = !(await isThere(to)) && (await copy(source.Key, target))
    if (!isMine && !(await isSame(from, to))) throw otherBytes(from, to, address)
    await remove(from)
    return isMine ? 'moved' : 'done'
  }

  /** True where this call has made the target; false where it is there, or the source is gone. */
  function copy(source: string, target: { Bucket: string; Key: string }): Promise<boolean> {
    // A header, so the SDK leaves it as it is; the service decodes it once.
    const CopySource = [bucket, ...source.split('/')].map(encodeURIComponent).join('/')
    const command = { ...target, CopySource, IfNoneMatch: '*' }
    return calls.call('copy', `${source} to ${target.Key}`, async () => {
      try {
        return await calls.unlessThere(() => client.send(new CopyObjectCommand(command)))
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
    })
  }

  async function isThere(key: string): Promise<boolean> {
    const place = placed(key)
    return calls.call('read', place.Key, async () => {
      try {
        await client.send(new HeadObjectCommand(place))
        return true
      } catch (error) {
        if (statusOf(error) === 404) return false
        throw error
      }
    })
  }

  /** Whether the source is gone or holds the target's bytes. Throws `Missing` where there is no target. */
  async function isSame(from: string, to: string): Promise<boolean> {
    const source = await get(from).catch((error: unknown) => {
      if (error instanceof StoreError && error.code === 'Missing') return null
      throw error
    })
    if (source !== null) return Buffer.compare(source, await get(to)) === 0
    if (await isThere(to)) return true
    throw missing(`${from}, nor ${to},`, address)
  }

  async function remove(key: string): Promise<void> {
    const place = placed(key)
    await calls.call('delete', place.Key, () => client.send(new DeleteObjectCommand(place)))
  }
}

function placeOf(address: string): { bucket: string; prefix: string } {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(address) ?? []
  const folder = path.replace(/\/+$/, '')
  const prefix = folder === '' ? '' : `${folder}/`
  const room = s3KeyLength - maxKeyLength
  if (bucket === undefined) {
    throw new StoreError('Store', `expected s3://bucket/prefix, got ${JSON.stringify(address)}`)
  }
  if (Buffer.byteLength(prefix) > room || /^\/|\/\/|(^|\/)\.{1,2}\//.test(prefix)) {
    throw new StoreError(
      'Store',
      `${address}: expected a prefix of up to ${room} bytes without empty segments, . and ..; choose another`,
    )
  }
  return { bucket, prefix }
}
