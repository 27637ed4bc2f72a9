import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import { checkFolder, checkKey, checkPrefix, isKey, maxKeyLength } from '../../domain/keys.ts'
import type { ObjectStore, S3Options } from '../store.ts'
import { conflictingObject, missingMove, orNull } from '../store-errors.ts'
import { listObjects, listPages } from './list-objects.ts'
import { objectVersions } from './object-versions.ts'
import { parseS3Address } from './s3-address.ts'
import { s3Calls } from './s3-calls.ts'
import { s3Client } from './s3-client.ts'

/** Bytes of a key that S3 allows. */
const s3KeyLength = 1024

/**
 * A store under a prefix of a bucket, on AWS or any S3 service that supports `If-None-Match: *`. An object is put in
 * one request, so it has at most 5 GB. Stores that share a client share its connections.
 */
export function s3Store(address: string, options: S3Options, client = s3Client(options)): ObjectStore {
  const { bucket, prefix } = parseStoreAddress(address)
  const calls = s3Calls({ client, bucket, endpoint: options.endpoint ?? null })
  const locate = (key: string) => {
    checkKey(key)
    return { Bucket: bucket, Key: `${prefix}${key}` }
  }

  return {
    address: `s3://${bucket}/${prefix}`.replace(/\/$/, ''),
    ...{ get, put, replace, list, listFolders, move, delete: remove },
    versions: objectVersions({ client, bucket, prefix, calls }),
  }

  async function get(key: string): Promise<Uint8Array> {
    const location = locate(key)
    return calls.call('read', location.Key, async () => {
      const { Body } = await client.send(new GetObjectCommand(location))
      return (await Body?.transformToByteArray()) ?? new Uint8Array()
    })
  }

  async function put(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    const location = locate(key)
    const command = { ...location, Body: bytes, ContentLength: bytes.length, IfNoneMatch: '*' }
    return calls.call('write', location.Key, async () =>
      (await calls.putIfAbsent(() => client.send(new PutObjectCommand(command)))) ? 'stored' : 'exists',
    )
  }

  async function replace(key: string, bytes: Uint8Array, type?: string): Promise<void> {
    const headers = type === undefined ? {} : { ContentType: type, CacheControl: 'no-cache' }
    const content = { Body: bytes, ContentLength: bytes.length }
    const command = new PutObjectCommand({ ...locate(key), ...content, ...headers })
    await calls.call('write', locate(key).Key, () => client.send(command))
  }

  function list(start: string, { after }: { after?: string } = {}) {
    checkPrefix(start)
    const from = after === undefined ? {} : { StartAfter: `${prefix}${after}` }
    return listObjects(fetchPages(start, from), prefix)
  }

  async function listFolders(folder: string): Promise<string[]> {
    checkFolder(folder)
    const folders: string[] = []
    for await (const page of listPages(fetchPages(folder, { Delimiter: '/' }))) {
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) folders.push(Prefix.slice(prefix.length))
    }
    return folders.filter((each) => isKey(each.slice(0, -1)))
  }

  function fetchPages(start: string, options: { StartAfter?: string; Delimiter?: string }) {
    const request = { ...options, Bucket: bucket, Prefix: `${prefix}${start}` }
    return (ContinuationToken: string | undefined) =>
      calls.call('list', request.Prefix, () =>
        client.send(new ListObjectsV2Command({ ...request, ContinuationToken })),
      )
  }

  /**
   * Gets and puts instead of copying within S3: few S3 services honour the condition of a copy, and without it two
   * processes could both report that they made the target.
   */
  async function move(from: string, to: string): Promise<'moved' | 'done'> {
    checkKey(to)
    const bytes = await orNull(() => get(from))
    if (bytes === null && !(await exists(to))) throw missingMove(from, to, address)
    if (bytes === null || from === to) return 'done'
    const isMoved = (await put(to, bytes)) === 'stored'
    if (!isMoved && Buffer.compare(bytes, await get(to)) !== 0) throw conflictingObject(from, to, address)
    await remove(from)
    return isMoved ? 'moved' : 'done'
  }

  async function exists(key: string): Promise<boolean> {
    const location = locate(key)
    const head = () => calls.call('read', location.Key, () => client.send(new HeadObjectCommand(location)))
    return (await orNull(head)) !== null
  }

  async function remove(key: string): Promise<void> {
    const location = locate(key)
    await calls.call('delete', location.Key, () => client.send(new DeleteObjectCommand(location)))
  }
}

function parseStoreAddress(address: string): { bucket: string; prefix: string } {
  const parsed = parseS3Address(address)
  if (parsed === null) {
    throw new StoreError('Store', `expected s3://bucket/prefix, got ${JSON.stringify(address)}`)
  }
  const folder = parsed.path.replace(/\/+$/, '')
  const prefix = folder === '' ? '' : `${folder}/`
  const room = s3KeyLength - maxKeyLength
  if (Buffer.byteLength(prefix) > room || /^\/|\/\/|(^|\/)\.{1,2}\/|[\r\n]/.test(prefix)) {
    throw new StoreError(
      'Store',
      `expected a prefix of up to ${room} bytes, without line breaks, empty segments, . and .., got ${JSON.stringify(address)}`,
      { advice: 'choose another prefix' },
    )
  }
  return { bucket: parsed.bucket, prefix }
}
