import { createHash } from 'node:crypto'
import { StoreError } from './errors.ts'
import type { TableName } from './tables/tables.ts'

/** Bytes of a key: S3 takes 1,024, the rest is left to the prefix of a store's address. */
export const maxKeyLength = 900
/** Bytes of a segment: file systems take no longer name. */
export const maxSegmentLength = 255
/** The first segment that the folder store has for itself. */
export const temporaryFolder = '.tmp'

/** Where a raw object stands on its way; the rest of its key never changes. */
export const rawPrefixes = ['to_process', 'processed', 'failed'] as const
export type RawPrefix = (typeof rawPrefixes)[number]

/**
 * One segment of a key: `[a-z0-9._-]` stay, every other byte of the UTF-8 text is percent-encoded in lower
 * case, and a segment of dots alone is encoded whole, so that no key can climb out of its folder. Throws a
 * `StoreError` for empty text, which no segment can stand for.
 */
export function encodeSegment(text: string): string {
  if (text === '') throw new StoreError('Store', 'expected text for the segment of a key, got none')
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

/** Throws a `StoreError` that says what is wrong with a key; nothing for a good one. */
export function checkKey(key: string): void {
  if (isKey(key)) return
  const wrong = key.split('/').find((segment) => !isSegment(segment))
  const got = key.length > maxKeyLength ? `${key.length} bytes` : JSON.stringify(wrong ?? temporaryFolder)
  throw new StoreError(
    'Store',
    `${JSON.stringify(key)} is no key: expected segments of [a-z0-9._-] and %xx up to ${maxSegmentLength} bytes, ` +
      `not only dots, in all up to ${maxKeyLength}, got ${got}`,
    { advice: 'encode what goes into a key with encodeSegment' },
  )
}

/** The same for a prefix: whole segments, then the beginning of one or nothing. */
export function checkPrefix(prefix: string): void {
  const end = prefix.lastIndexOf('/')
  if (end >= 0) checkKey(prefix.slice(0, end))
  if (!/^[a-z0-9._%-]*$/.test(prefix.slice(end + 1))) checkKey(prefix)
}

function isSegment(segment: string): boolean {
  const isPlain = /^(?:[a-z0-9._-]|%[0-9a-f]{2})+$/.test(segment) && !/^\.+$/.test(segment)
  return isPlain && segment.length <= maxSegmentLength
}

/** The text that a segment stands for. Throws a `URIError` where it is no segment. */
export function decodeSegment(segment: string): string {
  return decodeURIComponent(segment)
}

/** What identifies a raw object: one snapshot of a chart date, or an imported file of many issues. */
export type RawIdentity =
  | { source: string; chart: string; chart_date: string; snapshot_id: string }
  | { source: string; import_id: string }

/** The raw object's key without its stage, as `chart_issues.raw_key` keeps it. */
export function rawKey(id: RawIdentity): string {
  return 'import_id' in id
    ? `${encodeSegment(id.source)}/import/${encodeSegment(id.import_id)}.gz`
    : `${encodeSegment(id.source)}/${encodeSegment(id.chart)}/${id.chart_date}/${encodeSegment(id.snapshot_id)}.json.gz`
}

/** The prefix under which all raw snapshots of a chart date lie. */
export function rawPrefix(stage: RawPrefix, source: string, chart: string, chart_date?: string): string {
  return `${stage}/${encodeSegment(source)}/${encodeSegment(chart)}/${chart_date === undefined ? '' : `${chart_date}/`}`
}

/** Reads a raw key back, with or without its stage; null for anything that `rawKey` does not write. */
export function parseRawKey(key: string): (RawIdentity & { rawKey: string }) | null {
  const [first, ...rest] = key.split('/')
  // A source may be named like a stage: what is a raw key as it stands has none.
  return readRawKey(key) ?? (rawPrefixes.some((stage) => stage === first) ? readRawKey(rest.join('/')) : null)
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
    // One object has one name: another spelling of it is none of ours.
    return rawKey(identity) === key ? { ...identity, rawKey: key } : null
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/** The curated file of one table that a raw object becomes: the same for every transform of one version. */
export function curatedKey(table: TableName, raw_key: string, transform_version: number): string {
  return `${curatedStem(table, raw_key)}.v${transform_version}.parquet`
}

/** The same without the version. */
export function curatedStem(table: TableName, raw_key: string): string {
  return `${table}/${raw_key.replace(/(\.json)?\.gz$/, '')}`
}

/** `20261121t060012z-<12 hex>`: every fetch is a snapshot, so that A, B, A again are three. */
export function snapshotId(fetched_at: string, content_hash: string): string {
  return `${formatStamp(fetched_at)}-${content_hash.slice(0, 12)}`
}

/** An ISO instant in UTC as keys write it, to the second: `20261121t060012z`. */
export function formatStamp(instant: string): string {
  return `${instant.slice(0, 19).replace(/[-:]/g, '').toLowerCase()}z`
}

/** The instant inside a snapshot id, as ISO text; null where the id is none of ours. */
export function snapshotInstant(snapshot_id: string): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z-/.exec(snapshot_id)
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  const instant = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  return Number.isNaN(Date.parse(instant)) ? null : instant
}

/** sha256 over the parts, in hex. */
export function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
