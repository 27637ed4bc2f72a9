import { createHash } from 'node:crypto'
import type { TableName } from '../tables.ts'

/** Where a raw object stands on its way; the rest of its key never changes. */
export const stages = ['to_process', 'processed', 'failed'] as const
export type Stage = (typeof stages)[number]

/**
 * One segment of a key: `[a-z0-9._-]` stay, every other byte of the UTF-8 text is percent-encoded in lower
 * case, and a segment of dots alone is encoded whole, so that no key can climb out of its folder.
 */
export function encodeSegment(text: string): string {
  const plain = /^\.*$/.test(text) ? /[a-z0-9_-]/ : /[a-z0-9._-]/
  let encoded = ''
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte)
    encoded += byte < 128 && plain.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
  }
  return encoded
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
    ? `${encodeSegment(id.source)}/import/${id.import_id}.gz`
    : `${encodeSegment(id.source)}/${encodeSegment(id.chart)}/${id.chart_date}/${encodeSegment(id.snapshot_id)}.json.gz`
}

/** The prefix under which all raw snapshots of a chart date lie. */
export function rawPrefix(stage: Stage, source: string, chart: string, chart_date?: string): string {
  return `${stage}/${encodeSegment(source)}/${encodeSegment(chart)}/${chart_date === undefined ? '' : `${chart_date}/`}`
}

/** Reads a raw key back, with or without its stage; null for anything else. */
export function parseRawKey(key: string): (RawIdentity & { rawKey: string }) | null {
  const rest = key.replace(/^(to_process|processed|failed)\//, '')
  const parts = rest.split('/')
  try {
    const [source, second, third, fourth] = parts.map(decodeSegment)
    if (parts.length === 3 && second === 'import' && third?.endsWith('.gz')) {
      return { source: source ?? '', import_id: third.slice(0, -'.gz'.length), rawKey: rest }
    }
    if (parts.length === 4 && /^\d{4}-\d{2}-\d{2}$/.test(third ?? '') && fourth?.endsWith('.json.gz')) {
      const snapshot_id = fourth.slice(0, -'.json.gz'.length)
      return { source: source ?? '', chart: second ?? '', chart_date: third ?? '', snapshot_id, rawKey: rest }
    }
  } catch (error) {
    if (!(error instanceof URIError)) throw error
  }
  return null
}

/** The curated file of one table that a raw object becomes: the same for every transform of one version. */
export function curatedKey(table: TableName, raw_key: string, transform_version: number): string {
  return `${table}/${raw_key.replace(/(\.json)?\.gz$/, '')}.v${transform_version}.parquet`
}

/** `20261121t060012z-<12 hex>`: every fetch is a snapshot, so that A, B, A again are three. */
export function snapshotId(fetched_at: string, content_hash: string): string {
  const stamp = fetched_at.slice(0, 19).replace(/[-:]/g, '').toLowerCase()
  return `${stamp}z-${content_hash.slice(0, 12)}`
}

/** The instant inside a snapshot id, as ISO text; null where the id is none of ours. */
export function snapshotInstant(snapshot_id: string): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z-/.exec(snapshot_id)
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
}

/** sha256 over the parts, in hex. */
export function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
