import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../../../src/domain/hash.ts'
import { albumKey } from '../../../src/domain/identity/album-key.ts'
import { identityKeys } from '../../../src/domain/identity/identity-keys.ts'
import { curatedKey, rawKey, snapshotId } from '../../../src/domain/keys.ts'
import { encodeTable } from '../../../src/domain/tables/parquet-file.ts'
import { type Row, type Rows, type SnapshotTable, snapshotTables } from '../../../src/domain/tables/tables.ts'
import { coreModels, modelsFingerprint } from '../../../src/models/core-models.ts'
import { releaseDate } from '../../../src/sources/json/fields.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import { missingObject } from '../../../src/storage/store-errors.ts'
import { creditDeriver } from '../../../src/transform/credits/derive-credits.ts'
import { type DuckdbOptions, duckdbWarehouse } from '../../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { LocalWarehouse } from '../../../src/warehouse/warehouse.ts'

export interface AlbumFixture {
  id: string
  total_tracks: number
  /** The id where it is left out. */
  name?: string | null
  type?: string
  /** Of any precision. */
  released?: string | null
  lead_artist_id?: string | null
}

export interface SongFixture {
  /** Ids of the artists in the order of their credits. */
  artists: string[]
  /** The text that names all artists; then it is the id of the one artist, too. */
  credit_text?: string
  /** Their names by id, where they are others. */
  names?: Record<string, string>
  /** The id where it is left out; null where the source has removed the song. */
  title?: string | null
  album?: AlbumFixture
  isrc?: string | null
  duration_ms?: number | null
  linked_from_id?: string | null
  explicit?: boolean | null
}

export interface IssueFixture {
  /** Song ids from position 1; null is an item that could not be read, several ids are a tie. */
  songs: (string | string[] | null)[]
  date: string
  source?: string
  chart?: string
  /** When it was fetched, if not at six on that day: the newest fetch of a day wins. */
  fetched_at?: string
  settings?: Partial<Row<'chart_issues'>>
  /** Of the transform, from 1. */
  version?: number
  /** The position of each item of songs, where it is not its place in the list. */
  positions?: number[]
  /** The source's own previous position, peak and issues on chart of each item of songs. */
  published?: [previous: number | null, peak: number | null, issues: number | null][]
  /** Streams of each item of songs. */
  streams?: (number | null)[]
}

/** A warehouse of a few issues, filled through Parquet files as a real one; `close` removes it. */
export async function createWarehouse(
  songs: Record<string, SongFixture>,
  issues: IssueFixture[],
): Promise<LocalWarehouse> {
  const warehouse = await openWarehouse(curatedFiles(songs, issues))
  await warehouse.load()
  return warehouse
}

/** An empty warehouse over curated files by key; files may be added between loads. `close` removes it. */
export async function openWarehouse(
  files: Map<string, Uint8Array>,
  options: Partial<DuckdbOptions> = {},
): Promise<LocalWarehouse> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-warehouse-'))
  const models = coreModels()
  const curated = createStore(files)
  const warehouse = duckdbWarehouse({
    folder,
    curated,
    models,
    fingerprint: modelsFingerprint(models),
    ...options,
  })
  return {
    ...warehouse,
    async close() {
      await warehouse.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** The curated files of issues, by key. */
export function curatedFiles(songs: Record<string, SongFixture>, issues: IssueFixture[]) {
  const files = new Map<string, Uint8Array>()
  for (const issue of issues) {
    const { raw_key, rows } = createRows(songs, issue)
    for (const table of snapshotTables) {
      const tableRows = rows[table] ?? []
      if (tableRows.length > 0)
        files.set(curatedKey(table, raw_key, issue.version ?? 1), encodeTable(table, tableRows))
    }
  }
  return files
}

const deriveCredits = creditDeriver([])

function createStore(files: Map<string, Uint8Array>): ObjectStore {
  const refuse = () => Promise.reject(new Error('this store is only read'))
  return {
    address: 'memory',
    async get(key) {
      const bytes = files.get(key)
      if (bytes === undefined) throw missingObject(key, 'memory')
      return bytes
    },
    async *list(prefix) {
      for (const [key, { length }] of files) {
        if (key.startsWith(prefix)) yield { key, size: length, last_modified: new Date(0) }
      }
    },
    listFolders: refuse,
    // Every folder may have changed.
    listTimes: async (folder) => {
      const keys = [...files.keys()].filter((key) => key.startsWith(folder))
      return { times: new Map(keys.map((key) => [key.slice(0, key.lastIndexOf('/') + 1), 0])), now: 0 }
    },
    put: refuse,
    replace: refuse,
    move: refuse,
    delete: refuse,
  }
}

function createRows(catalogue: Record<string, SongFixture>, issue: IssueFixture) {
  const { songs, date: chart_date, source = 'invented', chart = 'parade' } = issue
  const fetched_at = issue.fetched_at ?? `${chart_date}T06:00:00.000Z`
  const content_hash = sha256(JSON.stringify(songs))
  const snapshot_id = snapshotId(fetched_at, content_hash)
  const raw_key = rawKey({ source, chart, chart_date, snapshot_id })
  const of = { source, chart, chart_date, snapshot_id, transform_version: issue.version ?? 1, fetched_at }
  const rows: { [T in SnapshotTable]: Row<T>[] } = {
    ...catalogueRows(catalogue, [...new Set(songs.flat().filter((song) => song !== null))], of),
    chart_entries: [],
    rejects: [],
    chart_issues: [],
  }
  songs.forEach((item, index) => {
    const position = issue.positions?.[index] ?? index + 1
    if (item === null) {
      const reject = { position, reason: 'null_item', detail: 'the item is null', item_json: 'null' }
      rows.rejects.push({ ...of, reject_number: rows.rejects.length + 1, ...reject })
    }
    for (const song_id of [item ?? []].flat())
      rows.chart_entries.push({
        ...of,
        position,
        song_id,
        ...unknownOfEntry,
        ...getPublished(issue, index),
        ...getMetric(issue, index),
      })
  })
  rows.chart_issues.push({
    ...of,
    ...commonSettings,
    chart_name: `The ${chart}`,
    chart_size: songs.length,
    content_hash,
    raw_key,
    album_count: rows.albums.length,
    artist_count: rows.artists.length,
    song_count: rows.songs.length,
    credit_count: rows.song_artists.length,
    text_credit_count: rows.text_credits.length,
    entry_count: rows.chart_entries.length,
    reject_count: rows.rejects.length,
    ...issue.settings,
  })
  return { raw_key, rows: rows satisfies Rows }
}

function getPublished({ published }: IssueFixture, index: number) {
  const [previous = null, peak = null, issues = null] = published?.[index] ?? []
  return { source_previous_position: previous, source_peak_position: peak, source_issues_on_chart: issues }
}

function getMetric({ streams }: IssueFixture, index: number) {
  const metric = streams?.[index] ?? null
  return { metric, metric_name: metric === null ? null : ('streams' as const) }
}

type Provenance = Pick<
  Row<'songs'>,
  'source' | 'chart' | 'chart_date' | 'snapshot_id' | 'transform_version' | 'fetched_at'
>

function catalogueRows(catalogue: Record<string, SongFixture>, ids: string[], of: Provenance) {
  const songs = ids.map((id) => ({ id, ...(catalogue[id] ?? { artists: [] }) }))
  const albums = new Map(songs.flatMap(({ album }) => (album === undefined ? [] : [[album.id, album]])))
  const derived = songs.map(({ credit_text }) =>
    credit_text === undefined ? { credits: [], artists: [] } : deriveCredits(credit_text),
  )
  const artists = new Set(songs.flatMap((song) => song.artists))
  const names: Record<string, string> = Object.assign({}, ...songs.map((song) => song.names))
  return {
    albums: [...albums.values()].map((album) => albumRow(album, of)),
    artists: [
      ...[...artists].map((id) => ({ ...of, artist_id: id, artist_name: names[id] ?? id, url: null })),
      ...new Map(
        derived.flatMap((each) => each.artists).map((artist) => [artist.artist_id, { ...of, ...artist }]),
      ).values(),
    ],
    songs: songs.map(
      ({ id, title = id, album, artists: credited, names: _, credit_text: _text, ...told }) => ({
        ...of,
        ...unknownOfSong,
        ...told,
        song_id: id,
        song_name: title,
        album_id: album?.id ?? null,
        ...identityKeys({
          song_name: title,
          artists: credited.map((id) => ({ artist_id: id, artist_name: names[id] ?? id })),
        }),
      }),
    ),
    song_artists: songs.flatMap(({ id, artists: credited }) =>
      credited.map((artist_id, index) => ({ ...of, song_id: id, artist_id, credit_position: index + 1 })),
    ),
    text_credits: songs.flatMap(({ id }, at) =>
      (derived[at]?.credits ?? []).map(({ artist_id, group, form }, index) => ({
        ...of,
        song_id: id,
        credit_number: index + 1,
        artist_id,
        group_number: group,
        form,
      })),
    ),
  }
}

function albumRow(album: AlbumFixture, of: Provenance): Row<'albums'> {
  const { id, total_tracks, name = id, type = null, released = null, lead_artist_id = null } = album
  return {
    ...of,
    ...unknownOfAlbum,
    album_id: id,
    album_name: name,
    album_type: type,
    ...releaseDate(released, null),
    total_tracks,
    album_key: albumKey(name),
    lead_artist_id,
  }
}

const unknownOfEntry = {
  added_at: null,
  metric: null,
  metric_name: null,
  source_previous_position: null,
  source_peak_position: null,
  source_issues_on_chart: null,
}

const unknownOfAlbum = {
  upc: null,
  url: null,
}

const unknownOfSong = {
  duration_ms: null,
  explicit: null,
  isrc: null,
  linked_from_id: null,
  label: null,
  popularity: null,
  url: null,
}

const commonSettings = {
  expected_size: null,
  scope: 'global',
  market: null,
  cadence: 'daily',
  weekdays: null,
  identity: 'id',
  complete: true,
  source_version: null,
  source_url: null,
  credits_complete: true,
  text_credit_count: 0,
  after_purge: null,
}
