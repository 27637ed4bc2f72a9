import { UnreadableError } from '../domain/errors.ts'
import { getSnapshotId, parseRawKey, snapshotInstant } from '../domain/keys.ts'
import type { Purge, PurgeableIssue } from '../domain/purge-rule.ts'
import { findPurged, type PurgedObject } from '../storage/purged/find-purged.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { orNull } from '../storage/store-errors.ts'
import { decodeRaw } from './raw/decode-raw.ts'
import { openFormat } from './registry.ts'

/** An issue, and the file that it was imported from; null for one that was fetched. */
export interface RawIssue extends PurgeableIssue {
  file_name: string | null
}

/**
 * The issues of a raw object, from its bytes. Null for an object that does not exist or cannot be read, except that the
 * key and the header of an answer say enough.
 */
export async function describeRaw(raw: ObjectStore, key: string): Promise<RawIssue[] | null> {
  const identity = parseRawKey(key)
  const bytes = identity === null ? null : await orNull(() => raw.get(key))
  if (identity === null || bytes === null) return null
  try {
    const snapshot = decodeRaw(bytes)
    const { header } = snapshot
    const after_purge = header.after_purge ?? null
    if ('chart' in identity) {
      const fetched_at = header.fetched_at ?? snapshotInstant(identity.snapshot_id) ?? ''
      const { source, chart, chart_date, snapshot_id } = identity
      const { file_name } = header
      return [{ source, chart, chart_date, snapshot_id, fetched_at, after_purge, file_name }]
    }
    const { read } = await openFormat(header.reader)
    const issues: RawIssue[] = []
    const snapshot_id = getSnapshotId(identity)
    for (const { chart, chart_date, fetched_at } of read(snapshot))
      issues.push({
        ...{ source: identity.source, chart, chart_date, snapshot_id, fetched_at, after_purge },
        file_name: header.file_name,
      })
    return issues
  } catch (error) {
    if (error instanceof UnreadableError) return null
    throw error
  }
}

/**
 * What is stored in spite of purges, with the issues that raw objects name. `hasVersions`: also objects of which a store
 * has former versions only.
 */
export function findStoredPurged(
  { raw, curated }: Stores,
  purges: readonly Purge[],
  { hasVersions = false }: { hasVersions?: boolean } = {},
): Promise<PurgedObject[]> {
  return findPurged({ raw, curated, hasVersions, describeRaw: ({ key }) => describeRaw(raw, key) }, purges)
}
