// Curated files of nine charts that are kept daily: a snapshot of each chart and day, as the transform writes it, and a
// small raw object under the name that it would have. Also the same rows as one import.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { sha256 } from '../dist/domain/hash.js'
import { curatedKey, rawKey, snapshotId } from '../dist/domain/keys.js'
import { encodeTable, parquetFile } from '../dist/domain/tables/parquet-file.js'
import { snapshotTables, tables } from '../dist/domain/tables/tables.js'
import { TRANSFORM_VERSION } from '../dist/transform/transform-version.js'

export const CHARTS = Array.from({ length: 9 }, (_, index) => `chart-${index}`)
const SOURCE = 'bench'
const SIZE = 50
const FIRST_DAY = Date.UTC(2019, 0, 1)
const THREADS = 2

/** Columns that version 0.1.0 does not have. Left out, so that it can read the same files. */
const laterColumns = {
  albums: ['album_key', 'lead_artist_id'],
  chart_issues: ['after_purge', 'text_credit_count'],
}

/** The chart date of a day, counted from 0. */
export function dateOfDay(day) {
  return new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10)
}

/** Writes `snapshots` daily snapshots below `folder`, on several threads. Returns the number of days. */
export async function writeDaily(folder, snapshots) {
  const work = (thread) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { folder, snapshots, thread } })
      worker.on('error', reject)
      worker.on('exit', resolve)
    })
  await Promise.all(Array.from({ length: THREADS }, (_, thread) => work(thread)))
  return Math.ceil(snapshots / CHARTS.length)
}

/** Writes the rows of the same snapshots as one import: one file for each table. */
export function writeImport(folder, snapshots) {
  hideLaterColumns()
  const import_id = sha256('import', String(snapshots)).slice(0, 12)
  const raw_key = rawKey({ source: SOURCE, import_id })
  for (const table of snapshotTables) {
    const file = parquetFile(table)
    let rows = []
    const flush = () => {
      if (rows.length > 0) file.append(rows)
      rows = []
    }
    for (const { chart, day } of listSnapshots(snapshots)) {
      rows.push(...rowsOf(chart, day, { snapshot_id: `import-${import_id}`, raw_key })[table])
      if (rows.length >= 100_000) flush()
    }
    flush()
    if (file.size > 0)
      write(join(folder, 'curated', curatedKey(table, raw_key, TRANSFORM_VERSION)), file.finish())
  }
}

/** What a source answers on a day: the items of a playlist, as Spotify returns them. */
export function answerOfDay(chart, day) {
  const items = songsOfDay(CHARTS.indexOf(chart), day).map((song) => ({
    added_at: null,
    is_local: false,
    track: {
      ...{
        type: 'track',
        id: song.song_id,
        name: song.song_name,
        duration_ms: song.duration_ms,
        explicit: false,
      },
      artists: [{ id: song.artist_id, name: `Artist ${song.artist_id}` }],
      album: { id: song.album_id, name: `Album ${song.album_id}`, release_date: '2019', total_tracks: 4 },
    },
  }))
  return { items, total: items.length, next: null, offset: 0 }
}

function* listSnapshots(snapshots) {
  for (let index = 0; index < snapshots; index += 1)
    yield { chart: index % CHARTS.length, day: Math.floor(index / CHARTS.length) }
}

/** Each day a song enters and the oldest leaves. Charts share two thirds of their songs. */
function songsOfDay(chart, day) {
  const songs = Array.from({ length: SIZE }, (_, index) => {
    const number = day + index
    const artist = Math.floor(997 * chance(number, 1) ** 3)
    const own = number % 3 === 0 ? `${chart}-` : ''
    return {
      song_id: `song-${own}${number}`,
      song_name: `Title ${own}${number}`,
      album_id: `album-${own}${Math.floor(number / 4)}`,
      artist_id: `artist-${artist}`,
      duration_ms: 150_000 + (number % 90_000),
      strength: chance(number, chart) + 0.1 * chance(number, day),
    }
  })
  return songs.sort((one, other) => other.strength - one.strength)
}

/** A pseudo-random number from 0 to 1 that depends only on the two given. */
function chance(one, other) {
  let mixed = Math.imul(one + 1, 0x9e3779b1) ^ Math.imul(other + 7, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32
}

function rowsOf(chart, day, { snapshot_id, raw_key }) {
  const chart_date = dateOfDay(day)
  const from = {
    source: SOURCE,
    chart: CHARTS[chart],
    chart_date,
    snapshot_id,
    transform_version: TRANSFORM_VERSION,
    fetched_at: `${chart_date}T06:00:00.000Z`,
  }
  const songs = songsOfDay(chart, day)
  const empty = (table) => Object.fromEntries(Object.keys(tables[table].columns).map((name) => [name, null]))
  const fill = (table, rows) => rows.map((row) => ({ ...empty(table), ...from, ...row }))
  const unique = (key) => [...new Map(songs.map((song) => [song[key], song])).values()]
  const [albums, artists] = [unique('album_id'), unique('artist_id')]
  return {
    albums: fill(
      'albums',
      albums.map(({ album_id }) => ({
        album_id,
        album_name: `Album ${album_id}`,
        release_date: '2019',
        total_tracks: 4,
      })),
    ),
    artists: fill(
      'artists',
      artists.map(({ artist_id }) => ({ artist_id, artist_name: `Artist ${artist_id}` })),
    ),
    songs: fill(
      'songs',
      songs.map(({ song_id, song_name, album_id, artist_id, duration_ms }) => ({
        ...{ song_id, song_name, album_id, duration_ms, explicit: false },
        ...{ title_key: song_name.toLowerCase(), variant_key: '-', credit_key: artist_id },
      })),
    ),
    song_artists: fill(
      'song_artists',
      songs.map(({ song_id, artist_id }) => ({ song_id, artist_id, credit_position: 1 })),
    ),
    text_credits: [],
    chart_entries: fill(
      'chart_entries',
      songs.map(({ song_id }, index) => ({ position: index + 1, song_id })),
    ),
    rejects: [],
    chart_issues: fill('chart_issues', [
      {
        ...{ chart_name: CHARTS[chart], chart_size: SIZE, scope: 'other', cadence: 'daily', identity: 'id' },
        ...{ complete: true, content_hash: snapshot_id, raw_key, credits_complete: true },
        ...{ album_count: albums.length, artist_count: artists.length, song_count: SIZE },
        ...{ credit_count: SIZE, entry_count: SIZE, reject_count: 0 },
      },
    ]),
  }
}

function hideLaterColumns() {
  for (const [table, names] of Object.entries(laterColumns))
    for (const name of names) delete tables[table].columns[name]
}

const made = new Set()

/** Without a sync: the files need not survive a crash. */
function write(path, bytes) {
  const folder = dirname(path)
  if (!made.has(folder)) mkdirSync(folder, { recursive: true })
  made.add(folder)
  writeFileSync(path, bytes)
}

function writeShare({ folder, snapshots, thread }) {
  hideLaterColumns()
  for (const { chart, day } of listSnapshots(snapshots)) {
    if (day % THREADS !== thread) continue
    const chart_date = dateOfDay(day)
    const snapshot_id = snapshotId(`${chart_date}T06:00:00.000Z`, sha256(CHARTS[chart], chart_date))
    const raw_key = rawKey({ source: SOURCE, chart: CHARTS[chart], chart_date, snapshot_id })
    for (const [table, rows] of Object.entries(rowsOf(chart, day, { snapshot_id, raw_key }))) {
      if (rows.length > 0)
        write(
          join(folder, 'curated', curatedKey(table, raw_key, TRANSFORM_VERSION)),
          encodeTable(table, rows),
        )
    }
    write(join(folder, 'raw', 'processed', raw_key), 'x')
  }
}

if (!isMainThread && parentPort !== null && workerData?.snapshots !== undefined) writeShare(workerData)
