import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import { checkKey, checkPrefix, maxKeyLength } from '../../domain/keys.ts'
import type { ObjectStore, S3Options } from '../store.ts'
import { conflictingObject, missingObject, orNull } from '../store-errors.ts'
import { listObjects } from './list-objects.ts'
import { s3Calls } from './s3-calls.ts'
import { s3Client } from './s3-client.ts'

/** Bytes of a key that S3 takes. */
const s3KeyLength = 1024

/**
 * A store in a bucket, below a prefix, of AWS or of any service that speaks S3 and knows `If-None-Match: *`.
 * An object is put in one request, so it holds up to 5 GB. Stores that share a client share its connections.
 */
export function s3Store(address: string, options: S3Options, client = s3Client(options)): ObjectStore {
  const { bucket, prefix } = parseS3Address(address)
  const calls = s3Calls({ client, bucket, endpoint: options.endpoint ?? null })
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
      (await calls.putIfAbsent(() => client.send(new PutObjectCommand(command)))) ? 'stored' : 'exists',
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

  /**
   * Through this process and not by a copy within S3: of all services that know a conditional put, few hold to the
   * condition of a copy, and without it two movers could both think that they made the target.
   */
  async function move(from: string, to: string): Promise<'moved' | 'done'> {
    checkKey(to)
    const bytes = await orNull(() => get(from))
    if (bytes === null && !(await isThere(to))) throw missingObject(`${from}, nor ${to},`, address)
    if (bytes === null || from === to) return 'done'
    const isMine = (await put(to, bytes)) === 'stored'
    if (!isMine && Buffer.compare(bytes, await get(to)) !== 0) throw conflictingObject(from, to, address)
    await remove(from)
    return isMine ? 'moved' : 'done'
  }

  async function isThere(key: string): Promise<boolean> {
    const place = placed(key)
    const head = () => calls.call('read', place.Key, () => client.send(new HeadObjectCommand(place)))
    return (await orNull(head)) !== null
  }

  async function remove(key: string): Promise<void> {
    const place = placed(key)
    await calls.call('delete', place.Key, () => client.send(new DeleteObjectCommand(place)))
  }
}

function parseS3Address(address: string): { bucket: string; prefix: string } {
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
      `${address}: expected a prefix of up to ${room} bytes without empty segments, . and ..`,
      { advice: 'choose another' },
    )
  }
  return { bucket, prefix }
}
