import { StoreError } from './errors.ts'
import { sha256 } from './hash.ts'
import type { TableName } from './tables/tables.ts'
import { formatStamp, parseStamp } from './time.ts'

/** Bytes of a key: S3 takes 1,024, the rest is left to the prefix of a store's address. */
export const maxKeyLength = 900
/** Bytes of a segment: file systems take no longer name. */
export const maxSegmentLength = 255
/** The first segment that the folder store reserves for itself. */
export const temporaryFolder = '.tmp'

/** The prefixes that a raw object moves through; the rest of its key never changes. */
export const rawPrefixes = ['to_process', 'processed', 'failed'] as const
export type RawPrefix = (typeof rawPrefixes)[number]

/**
 * One segment of a key: `[a-z0-9._-]` are kept, every other byte of the UTF-8 text is percent-encoded in lower
 * case, and a segment of dots alone is encoded whole, so that no key leaves its folder. Throws a `StoreError`
 * for empty text.
 */
export function encodeSegment(text: string): string {
  if (text === '') throw new StoreError('Store', 'expected text for a segment of a key, got an empty text')
  const plain = /^\.*$/.test(text) ? /[a-z0-9_-]/ : /[a-z0-9._-]/
  let encoded = ''
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte)
    encoded += byte < 128 && plain.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
  }
  return encoded
}

/** Whether a store can hold an object under this key. */
export function isKey(key: string): boolean {
  const [first, ...rest] = key.split('/')
  return key.length <= maxKeyLength && first !== temporaryFolder && [first ?? '', ...rest].every(isSegment)
}

/** Throws a `StoreError` that says what is wrong with a key, unless it is valid. */
export function checkKey(key: string): void {
  if (isKey(key)) return
  const wrong = key.split('/').find((segment) => !isSegment(segment))
  const got = key.length > maxKeyLength ? `${key.length} bytes` : JSON.stringify(wrong ?? temporaryFolder)
  throw new StoreError(
    'Store',
    `${JSON.stringify(key)} is not a valid key: expected segments of [a-z0-9._-] and %xx, each up to ` +
      `${maxSegmentLength} bytes and not only dots, ${maxKeyLength} bytes in total, got ${got}`,
    { details: { key } },
  )
}

/** The same for a prefix: whole segments, then the beginning of one or nothing. */
export function checkPrefix(prefix: string): void {
  const end = prefix.lastIndexOf('/')
  if (end >= 0) checkKey(prefix.slice(0, end))
  if (!/^[a-z0-9._%-]*$/.test(prefix.slice(end + 1))) checkKey(prefix)
}

/** The same for a folder: whole segments, each with its `/`, or nothing. */
export function checkFolder(folder: string): void {
  if (folder !== '') checkKey(folder.endsWith('/') ? folder.slice(0, -1) : '')
}

function isSegment(segment: string): boolean {
  const isPlain = /^(?:[a-z0-9._-]|%[0-9a-f]{2})+$/.test(segment) && !/^\.+$/.test(segment)
  return isPlain && segment.length <= maxSegmentLength
}

/** The text that a segment encodes. Throws a `URIError` for text that is not a segment. */
export function decodeSegment(segment: string): string {
  return decodeURIComponent(segment)
}

/** What identifies a raw object: one snapshot of a chart date, or an imported file of many issues. */
export type RawIdentity =
  | { source: string; chart: string; chart_date: string; snapshot_id: string }
  | { source: string; import_id: string }

/** What the rows of a raw object have as `snapshot_id`: `import-<import id>` for a file of many issues. */
export function getSnapshotId(id: RawIdentity): string {
  return 'import_id' in id ? `import-${id.import_id}` : id.snapshot_id
}

/** The key of a raw object without its prefix, as in `chart_issues.raw_key`. */
export function rawKey(id: RawIdentity): string {
  return 'import_id' in id
    ? `${encodeSegment(id.source)}/import/${encodeSegment(id.import_id)}.gz`
    : `${encodeSegment(id.source)}/${encodeSegment(id.chart)}/${id.chart_date}/${encodeSegment(id.snapshot_id)}.json.gz`
}

/** The prefix of all raw snapshots of a chart, or of one of its dates. */
export function rawPrefix(prefix: RawPrefix, source: string, chart: string, chart_date?: string): string {
  return `${prefix}/${encodeSegment(source)}/${encodeSegment(chart)}/${chart_date === undefined ? '' : `${chart_date}/`}`
}

/** Reads a raw key back, with or without its prefix; null for any text that `rawKey` does not write. */
export function parseRawKey(key: string): (RawIdentity & { rawKey: string }) | null {
  const [first, ...rest] = key.split('/')
  // A source may have the name of a prefix, so the whole text is tried as a raw key first.
  return (
    readRawKey(key) ?? (rawPrefixes.some((prefix) => prefix === first) ? readRawKey(rest.join('/')) : null)
  )
}

function readRawKey(key: string): (RawIdentity & { rawKey: string }) | null {
  const match = /^([^/]+)\/(?:import\/([^/]+)\.gz|([^/]+)\/(\d{4}-\d{2}-\d{2})\/([^/]+)\.json\.gz)$/.exec(key)
  if (match === null) return null
  const [, source = '', import_id, chart = '', chart_date = '', snapshot_id = ''] = match
  try {
    const identity: RawIdentity =
      import_id === undefined
        ? {
            source: decodeSegment(source),
            chart: decodeSegment(chart),
            chart_date,
            snapshot_id: decodeSegment(snapshot_id),
          }
        : { source: decodeSegment(source), import_id: decodeSegment(import_id) }
    // One object has one key: another spelling of it is not a raw key.
    return rawKey(identity) === key ? { ...identity, rawKey: key } : null
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/** The key of the curated file of one table that a raw object becomes; fixed for a transform version. */
export function curatedKey(table: TableName, raw_key: string, transform_version: number): string {
  return `${curatedStem(table, raw_key)}.v${transform_version}.parquet`
}

/** The key of the file that says why a raw object could not be transformed. Its table is `rejects`. */
export function failureKey(raw_key: string, transform_version: number): string {
  return `${curatedStem('rejects', raw_key)}.failure.v${transform_version}.parquet`
}

/** The key of a curated file without its version. */
export function curatedStem(table: TableName, raw_key: string): string {
  return `${table}/${raw_key.replace(/(\.json)?\.gz$/, '')}`
}

/** What a curated key says about its file. */
export interface CuratedIdentity {
  rawKey: string
  transform_version: number
  /** It says why the raw object could not be transformed: `<stem>.failure.v1.parquet`. */
  isFailure: boolean
}

/** Reads the key of a curated file that is made from a raw object; null for any other text. */
export function parseCuratedKey(key: string): CuratedIdentity | null {
  const match = /^([^/]+)\/(.+?)(\.failure)?\.v([1-9]\d*)\.parquet$/.exec(key)
  const [, table = '', stem = '', failure, version = ''] = match ?? []
  for (const rawKey of [`${stem}.gz`, `${stem}.json.gz`]) {
    const isWritten =
      parseRawKey(rawKey)?.rawKey === rawKey && curatedStem(table as TableName, rawKey) === `${table}/${stem}`
    if (isWritten) return { rawKey, transform_version: Number(version), isFailure: failure !== undefined }
  }
  return null
}

/**
 * `20261121t060012z-<12 hex>`: every fetch is a snapshot, so a chart that changes and changes back has three. What was
 * stored again after a purge has another id, because no path is loaded twice by Snowflake.
 */
export function snapshotId(
  fetched_at: string,
  content_hash: string,
  after_purge: string | null = null,
): string {
  const hash = after_purge === null ? content_hash : sha256(content_hash, after_purge)
  return `${formatStamp(fetched_at)}-${hash.slice(0, 12)}`
}

/** The instant in a snapshot id, as ISO text; null for other ids. */
export function snapshotInstant(snapshot_id: string): string | null {
  const end = snapshot_id.indexOf('-')
  const instant = end < 0 ? null : parseStamp(snapshot_id.slice(0, end))
  return instant === null || Number.isNaN(Date.parse(instant)) ? null : instant
}
