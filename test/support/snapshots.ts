import { curatedKey, parseRawKey, rawKey } from '../../src/domain/keys.ts'
import { parquetFile } from '../../src/domain/tables/parquet-file.ts'
import { type Row, type SnapshotTable, snapshotTables } from '../../src/domain/tables/tables.ts'
import {
  canonicalJson,
  encodeRaw,
  importId,
  type RawHeader,
  type RawSnapshot,
} from '../../src/sources/raw/raw-object.ts'
import { openFormats } from '../../src/sources/registry.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { createSnapshotRows } from '../../src/transform/rows/snapshot-rows.ts'
import type { SnapshotRows } from '../../src/transform/rows/table-rows.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { spotifyItem, spotifySnapshot, storedObject } from './raw.ts'

/** What a source said of a chart on a day. */
export interface Told extends Partial<Pick<RawHeader, 'source' | 'chart' | 'chart_date' | 'fetched_at'>> {
  /** Song ids from position 1; null is an item without a song, an object an item as it is. */
  songs: (string | null | object)[]
  complete?: boolean
  settings?: Partial<RawHeader['settings']>
}

export function told({ songs, settings = {}, ...header }: Told): RawSnapshot {
  const raw = spotifySnapshot(
    songs.map((song) => (typeof song === 'string' ? spotifyItem(song) : song)),
    header,
  )
  return { ...raw, header: { ...raw.header, settings: { ...raw.header.settings, ...settings } } }
}

/** A file of chart NDJSON: one raw object of many issues. */
export function ndjson(lines: object[], header: Partial<RawHeader> = {}): RawSnapshot {
  const body = Buffer.from(lines.map((line) => `${canonicalJson(line)}\n`).join(''))
  const { header: common } = spotifySnapshot([])
  const many = { reader: 'chart-ndjson', source: 'import', chart: null, chart_date: null, fetched_at: null }
  const pages = [{ url: null, status: null, bytes: body.length }]
  return { header: { ...common, ...many, file_name: 'charts.ndjson', pages, ...header }, bodies: [body] }
}

/** An entry of chart NDJSON. */
export function lineEntry(position: number, id: string, name = `Song ${id}`, artist = 'artist-1') {
  return { position, track_id: id, track_name: name, artists: [{ id: artist, name: `Name of ${artist}` }] }
}

/** Key in `to_process/` and bytes of a snapshot or, where it has no chart date of its own, of an import. */
export function objectOf(raw: RawSnapshot): { key: string; bytes: Uint8Array } {
  if (raw.header.chart_date !== null) return storedObject(raw)
  const key = rawKey({ source: raw.header.source, import_id: importId(raw) })
  return { key: `to_process/${key}`, bytes: encodeRaw(raw) }
}

const formats = await openFormats()

/** Its rows of every table, as transform makes them. */
export function allRows(raw: RawSnapshot, batchSize?: number): SnapshotRows {
  const identity = parseRawKey(objectOf(raw).key)
  const reader = formats.find(({ name }) => name === raw.header.reader)?.read
  if (identity === null || reader === undefined) throw new Error('no raw object of ours')
  const batches = [...createSnapshotRows(raw, reader(raw), identity, batchSize)]
  return Object.fromEntries(
    snapshotTables.map((table) => [table, batches.flatMap((rows) => rows[table] as never[])]),
  ) as unknown as SnapshotRows
}

export interface CuratedFile {
  table: SnapshotTable
  key: string
  bytes: Uint8Array
}

/** Its curated files, as this or another version of the transform would have written them. */
export function curatedFiles(raw: RawSnapshot, transform_version = TRANSFORM_VERSION): CuratedFile[] {
  const rows = allRows(raw)
  const raw_key = parseRawKey(objectOf(raw).key)?.rawKey ?? ''
  const encodeFile = <T extends SnapshotTable>(table: T): CuratedFile[] => {
    const own = (rows[table] as Row<T>[]).map((row) => ({ ...row, transform_version }))
    if (own.length === 0) return []
    const file = parquetFile(table)
    file.append(own)
    return [{ table, key: curatedKey(table, raw_key, transform_version), bytes: file.finish() }]
  }
  return snapshotTables.flatMap((table) => encodeFile(table))
}

export async function putAll(store: ObjectStore, files: Iterable<{ key: string; bytes: Uint8Array }>) {
  for (const { key, bytes } of files) await store.put(key, bytes)
}

export async function keysOf(store: ObjectStore, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}
