import { StoreError, UnreadableError } from '../../domain/errors.ts'
import { curatedKey, rawPrefixes } from '../../domain/keys.ts'
import { snapshotTables } from '../../domain/tables/tables.ts'
import { decodeRaw } from '../../sources/raw/decode-raw.ts'
import { contentHash } from '../../sources/raw/raw-object.ts'
import { hasObject } from '../../storage/is-stored.ts'
import type { ObjectStore } from '../../storage/store.ts'

export interface EvidenceStores {
  raw: ObjectStore
  curated: ObjectStore
}

/** The files from which the rows of a snapshot come. */
export interface Origin {
  /** Keys of the curated files of the snapshot's raw object. */
  curated: string[]
  raw: RawOrigin
}

export interface RawOrigin {
  /** Where the raw object is stored now, as a key and as a full address; null if it is not stored any more. */
  key: string | null
  address: string | null
  /** URLs that were fetched, page by page; empty for an import. */
  urls: string[]
  /** Name of the imported file; null for a fetched object. */
  file_name: string | null
  /** sha256 of the uncompressed response, as the warehouse has it. */
  content_hash: string
  /** The same, computed now from the stored object; null if it cannot be read. */
  stored_hash: string | null
  /** Whether the two are equal: the response is unchanged. */
  verified: boolean
}

interface Snapshot {
  raw_key: string
  content_hash: string
  transform_version: number
  source_url: string | null
}

/** The origin of a snapshot. */
export async function traceOrigin({ raw, curated }: EvidenceStores, snapshot: Snapshot): Promise<Origin> {
  const keys = snapshotTables.map((table) => curatedKey(table, snapshot.raw_key, snapshot.transform_version))
  const isThere = await Promise.all(keys.map((key) => hasObject(curated, key)))
  return { curated: keys.filter((_, index) => isThere[index]), raw: await traceRawObject(raw, snapshot) }
}

async function traceRawObject(
  raw: ObjectStore,
  { raw_key, content_hash, source_url }: Snapshot,
): Promise<RawOrigin> {
  const urls = source_url === null ? [] : [source_url]
  const unread = { urls, file_name: null, content_hash, stored_hash: null, verified: false }
  for (const prefix of rawPrefixes) {
    const key = `${prefix}/${raw_key}`
    const location = { key, address: `${raw.address}/${key}` }
    try {
      const snapshot = decodeRaw(await raw.get(key))
      const stored_hash = contentHash(snapshot)
      const { pages, file_name } = snapshot.header
      const fetched = pages.flatMap(({ url }) => (url === null ? [] : [url]))
      const verified = stored_hash === content_hash
      return {
        ...location,
        urls: fetched.length > 0 ? fetched : urls,
        file_name,
        content_hash,
        stored_hash,
        verified,
      }
    } catch (error) {
      if (error instanceof UnreadableError) return { ...location, ...unread }
      if (!(error instanceof StoreError) || error.code !== 'Missing') throw error
    }
  }
  return { key: null, address: null, ...unread }
}
