import { promisify } from 'node:util'
import { gzip, gzipSync, type ZlibOptions } from 'node:zlib'
import { sha256 } from '../../domain/hash.ts'
import { rawKey, snapshotId } from '../../domain/keys.ts'

/** The configuration of a chart, kept with each issue because names and sizes change. */
export interface IssueSettings {
  /** Null: the name in the answer, else the slug. */
  chart_name: string | null
  expected_size: number | null
  scope: 'global' | 'market' | 'other'
  market: string | null
  cadence: 'daily' | 'weekly'
  weekdays: string | null
}

export interface RawPage {
  url: string | null
  status: number | null
  /** Length of this page's body. */
  bytes: number
}

/** How the rows of a table are read, as far as the table does not show it. Without a field it is read as its names say. */
export interface ReadingChoices {
  /** Names of columns by their meaning; empty for a meaning that no column has. */
  columns?: Record<string, string>
  /** `order`: a position is the place of the row. */
  positions?: 'order'
  /** The order of day and month in `1/3/2026`. */
  dates?: 'dmy' | 'mdy'
  /** `part`: a column of regions names charts; `describe`: it describes the songs of one chart. */
  regions?: 'part' | 'describe'
}

/** How plays become a chart. */
export interface ListenSettings {
  /** Positions of an issue; songs that tie at the last one are kept. */
  size: number
  /** Plays that a song needs to be on the chart. */
  least_plays: number
  /** Milliseconds from which on a play counts, where the export states them. */
  min_play_ms: number
  /** IANA name of the zone in which days begin. */
  time_zone: string
  /** ISO weekday on which weeks begin; 1 is Monday. */
  week_starts: number
}

/**
 * The first line of a raw object: all that reading it needs, so that it can be read in ten years without any other
 * file.
 */
export interface RawHeader extends ReadingChoices {
  format: 1
  /** Name of the format of the bodies: spotify, deezer, chart-csv, chart-json, chart-ndjson, listens. */
  reader: string
  source: string
  /** Null where the file names its charts itself. */
  chart: string | null
  /** Null where the file dates its issues itself. */
  chart_date: string | null
  /** ISO instant; null: each issue states its own, else it is its chart date at 00:00Z. */
  fetched_at: string | null
  /** ISO instant: the `Date` of the answer, where it is more than a day from `fetched_at`, which is then the local time. */
  server_date?: string
  /** ISO instant of the last purge of its source, chart or snapshot; without one nothing was purged that is older. */
  after_purge?: string
  identity: 'id' | 'text'
  settings: IssueSettings
  /** Settings of the charts that a file of many charts may hold, by slug; `settings` is for all others. */
  charts: Record<string, IssueSettings>
  /** Slugs of the charts in a file of many, by the source's id of the playlist; for all others their name is the slug. */
  playlists?: Record<string, string>
  /** Of plays: how they are counted. */
  listens?: ListenSettings
  /** Names of single artists that contain a separator. */
  unsplit_artists: string[]
  complete: boolean
  /** True: an answer without a further page is whole, although its source counts more songs. */
  accept_hidden?: boolean
  file_name: string | null
  pages: RawPage[]
}

/** A source's answer, untouched: the header and the body of each page. */
export interface RawSnapshot {
  header: RawHeader
  bodies: Uint8Array[]
}

/** sha256 over the uncompressed bodies, in hex. */
export function contentHash(raw: RawSnapshot): string {
  return sha256(...raw.bodies)
}

/**
 * 12 hex of content and header, so that the same file read with other options is another object. The id of the playlist of
 * a single chart changes no row, so it does not count.
 */
export function importId(raw: RawSnapshot, content_hash = contentHash(raw)): string {
  const { pages, playlists, ...others } = raw.header
  const settings = others.chart === null && playlists !== undefined ? { ...others, playlists } : others
  return sha256(content_hash, canonicalJson({ ...settings, pages: pages.length })).slice(0, 12)
}

/** The raw key of what a snapshot states: an import, unless its header names the chart, the date and the time of one issue. */
export function computeRawKey(raw: RawSnapshot, content_hash = contentHash(raw)): string {
  const { source, chart, chart_date, fetched_at, after_purge } = raw.header
  if (chart === null || chart_date === null || fetched_at === null)
    return rawKey({ source, import_id: importId(raw, content_hash) })
  const snapshot_id = snapshotId(fetched_at, content_hash, after_purge)
  return rawKey({ source, chart, chart_date, snapshot_id })
}

/** Bytes above which faster compression (a fifth of the time, a seventh more space) is used. */
const LARGE = 2 ** 25

/** The object's bytes: gzip without time or operating system, of the header's line and the bodies. */
export function encodeRaw(raw: RawSnapshot): Uint8Array {
  const plain = joinRaw(raw)
  return withoutOrigin(gzipSync(plain, gzipOptions(plain)))
}

/** The same bytes, compressed by another thread. */
export async function compressRaw(raw: RawSnapshot): Promise<Uint8Array> {
  const plain = joinRaw(raw)
  return withoutOrigin(await gzipInThread(plain, gzipOptions(plain)))
}

const gzipInThread = promisify<Uint8Array, ZlibOptions, Uint8Array>(gzip)
const gzipOptions = ({ length }: Uint8Array): ZlibOptions => ({ level: length > LARGE ? 1 : 6 })

function joinRaw({ header, bodies }: RawSnapshot): Uint8Array {
  return Buffer.concat([Buffer.from(`${canonicalJson(header)}\n`), ...bodies])
}

/** RFC 1952: bytes 4 to 7 are the time, byte 9 the operating system; 255 is "unknown". */
function withoutOrigin(bytes: Uint8Array): Uint8Array {
  bytes.fill(0, 4, 8)
  bytes[9] = 255
  return bytes
}

/** JSON with sorted keys: equal values are equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}
