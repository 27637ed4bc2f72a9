import {
  array,
  constantFrom,
  integer,
  type MaybeWeightedArbitrary,
  oneof,
  option,
  record,
  shuffledSubarray,
  tuple,
} from 'fast-check'
import { emptyDecision } from '../../../src/decisions/decision-file.ts'
import { encodeTable } from '../../../src/domain/tables/parquet-file.ts'
import { type SnapshotTable, snapshotTables } from '../../../src/domain/tables/tables.ts'
import { curatedFiles as curatedOf, lineEntry, ndjson } from '../fixtures/snapshots.ts'
import { curatedFiles, type IssueFixture, type SongFixture } from './warehouse.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f']

/** Texts of credits whose artists depend on which other texts the source has. */
const credit_text = constantFrom(
  'Ida',
  'Odo',
  'The Tides',
  'Wings',
  'Ida & Odo',
  'Odo & Wings',
  'Ida And The Tides',
  'Ida Vale & The Tides x Odo And Uma',
  'The Supremes',
  'Diana Ross & The Supremes Featuring Ida & Uma',
)

/** Songs that differ in little, so that they are joined and kept apart by every rule. */
const listed = record<SongFixture>({
  title: constantFrom('Tide', 'Tide', 'Tide - Live', 'Ebb', null),
  artists: constantFrom(['Ida'], ['Ida'], ['Ida', 'Odo']),
  names: constantFrom({}, {}, { Ida: 'Ada' }),
  album: constantFrom(
    { id: 'w', total_tracks: 1 },
    { id: 'w', total_tracks: 2 },
    { id: 'v', total_tracks: 1 },
    { id: 'v', total_tracks: 1, name: 'w (Deluxe)', released: '2025-03-01' },
    { id: 'u', total_tracks: 1, name: 'w', released: '2024', lead_artist_id: 'Odo' },
    { id: 't', total_tracks: 1, name: 'w', released: '2021-05-01' },
  ),
  duration_ms: constantFrom(null, 0, 180_000, 182_000, 186_000, 193_000),
  isrc: constantFrom(null, null, null, 'XX0000000001', 'XX0000000002'),
  linked_from_id: constantFrom(null, null, null, null, 'a', 'z'),
  explicit: constantFrom(null, true, false),
})

/** Mostly the artists are a text, so that a name alone often arrives after a text with it. */
const song = tuple(listed, option(credit_text, { freq: 3 })).map(
  ([each, text]): SongFixture => (text === null ? each : { ...each, artists: [text], credit_text: text }),
)

const catalogue = tuple(...ids.map(() => song)).map((songs) =>
  Object.fromEntries(songs.map((each, index) => [ids[index] ?? '', each])),
)

/** Position by position: a song, two that tie, or a hole. Few kinds, so that issues often equal the one before. */
const positions = oneof<MaybeWeightedArbitrary<IssueFixture['songs']>[]>(
  { weight: 3, arbitrary: shuffledSubarray(ids, { minLength: 1, maxLength: 4 }) },
  constantFrom<IssueFixture['songs'][]>(
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a', null, 'c'],
    [null, 'b', 'a'],
    ['a', ['b', 'c'], 'd'],
    [['a', 'b'], ['c', 'd'], 'e'],
  ),
)

/** One fetch of one of three charts on one of five days, what the source then said of the songs, and the loads. */
const fetched = record({
  chart: constantFrom('one', 'one', 'one', 'one', 'two', 'three'),
  date: integer({ min: 1, max: 5 }).map((day) => `2026-01-0${day}`),
  hour: constantFrom<string[]>('06', '12', '18'),
  songs: positions,
  // The publisher's count of all songs: equal counts of equal issues prove a copy. Null: its columns differ by song.
  count: constantFrom(null, null, 1, 1, 2),
  // Whether the source then publishes its own columns of each of them.
  published: array(constantFrom('true', 'true', 'true', 'none', 'restart'), { minLength: 4, maxLength: 4 }),
  catalogue,
  // Its files arrive together, or each with another load.
  loads: constantFrom<number[][]>([0], [1], [2], [2, 0, 1]),
})

const decision = record({
  kind: constantFrom('join', 'split'),
  pair: constantFrom(['a', 'b'], ['b', 'a'], ['c', 'd'], ['e', 'z']),
  day: integer({ min: 1, max: 9 }),
})

/** A file with several days of a chart, of which a row may be lost, in one or two versions of the transform. */
const imported = record({
  chart: constantFrom('one', 'two'),
  days: array(shuffledSubarray(ids, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
  titles: constantFrom('Tide', 'Ebb'),
  lost: option(
    record({
      table: constantFrom<SnapshotTable[]>('albums', 'artists', 'songs', 'song_artists', 'chart_entries'),
      index: integer({ min: 0, max: 3 }),
    }),
  ),
  versions: constantFrom([1], [1, 2]),
  loads: constantFrom([0], [1], [2, 0, 1], [0, 1, 1, 2]),
})

/** The configuration of a chart, changed after some of its issues were stored, and the load that it comes with. */
const configured = record({
  chart: constantFrom('one', 'two', 'three'),
  chart_name: constantFrom(null, 'The One'),
  scope: constantFrom(null, 'other', 'market'),
  cadence: constantFrom(null, 'daily', 'weekly'),
  weekdays: constantFrom(null, '5', '135'),
  day: integer({ min: 1, max: 9 }),
  load: integer({ min: 0, max: 2 }),
})

const world = record({
  imports: array(imported, { maxLength: 2 }),
  fetches: array(fetched, { minLength: 4, maxLength: 12 }),
  // Fetches that come again on the next day, as the last of it.
  copied: array(record({ index: integer({ min: 0, max: 8 }), load: integer({ min: 0, max: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  // One alone: a join and a split that contradict each other stop a load.
  decision: option(decision),
  configurations: array(configured, { maxLength: 3 }),
})

/** Each world is a source of its own, so that one warehouse tries many. */
export const worlds = array(world, { minLength: 12, maxLength: 12 })

type World = typeof world extends { generate: (...given: never[]) => { value: infer W } } ? W : never

export interface Arriving {
  key: string
  file: Uint8Array
  load: number
}

type Fetch = World['fetches'][number]
type Published = [previous: number | null, peak: number | null, count: number | null]

/** To the source a and b are one recording, c and d, e and f. Of a tie the first song counts, a hole is -1. */
const findPair = (item: Fetch['songs'][number]) => Math.floor(ids.indexOf([item ?? []].flat()[0] ?? '') / 2)

/** The source's own columns of a fetch: they count the recordings on the first fetch of each earlier day. */
function publish(fetches: Fetch[], { chart, date, songs, count, published }: Fetch): Published[] {
  if (count !== null) return songs.map(() => [null, null, count])
  const days = fetches.filter((other) => other.chart === chart && other.date < date)
  const dates = [...new Set(days.map((day) => day.date))].sort()
  const issues = dates.map((day) => days.find((other) => other.date === day)?.songs.map(findPair) ?? [])
  return songs.map((song, index) => {
    const how = published[index]
    const positions = issues.map((issue) => issue.indexOf(findPair(song)) + 1)
    const known = positions.filter((position) => position > 0)
    if (how === 'none') return [null, null, null]
    if (how === 'restart') return [null, index + 1, 1]
    return [positions.at(-1) || null, Math.min(index + 1, ...known), known.length + 1]
  })
}

function copyFetches({ fetches, copied }: World): World['fetches'] {
  return copied.flatMap(({ index, load }) => {
    const [fetch] = fetches.slice(index % fetches.length)
    if (fetch === undefined) return []
    const date = `2026-01-0${Number(fetch.date.slice(-1)) + 1}`
    return [{ ...fetch, date, hour: '23', loads: [load] }]
  })
}

/** The row is lost in the newest version. */
function writeImports(source: string, { imports }: World): Arriving[] {
  return imports.flatMap(({ chart, days, titles, lost, versions, loads }) => {
    const lines = days.map((songs, index) => ({
      ...{ chart, date: `2026-01-0${index + 1}` },
      entries: songs.map((id, place) => ({ ...lineEntry(place + 1, id, titles, 'Ida'), album_id: 'w' })),
    }))
    const raw = ndjson(lines, { source })
    return versions.flatMap((version) =>
      curatedOf(
        raw,
        version,
        (table, _row, index) =>
          lost === null || version !== versions.at(-1) || table !== lost.table || index !== lost.index,
      ).map(({ table, key, bytes }) => ({
        ...{ key, file: bytes },
        load: loads[(snapshotTables.indexOf(table) + version) % loads.length] ?? 0,
      })),
    )
  })
}

/** The files of a world, and the load that each comes with. */
export function writeFiles(source: string, of: World): Arriving[] {
  const { fetches, decision: decided, configurations } = of
  const fetchedFiles = [...fetches, ...copyFetches(of)].flatMap((fetch) => {
    const { chart, date, hour, songs, catalogue: known, loads } = fetch
    const published = publish(fetches, fetch)
    const issue = { source, chart, date, fetched_at: `${date}T${hour}:00:00.000Z`, songs, published }
    return [...curatedFiles(known, [issue])].map(([key, file], index) => ({
      key,
      file,
      load: loads[index % loads.length] ?? 0,
    }))
  })
  const chartFiles = configurations.map(({ load, day, ...settings }, index) => {
    const decided_at = `2026-02-0${day}T00:00:00.000Z`
    const row = { ...emptyDecision, kind: 'chart', source, ...settings, market: null, decided_at }
    return { key: `settings/${source}-${index}.parquet`, file: encodeTable('settings', [row]), load }
  })
  const files = [...fetchedFiles, ...writeImports(source, of), ...chartFiles]
  if (decided === null) return files
  const [song_id = '', other_song_id = ''] = decided.pair
  const row = {
    ...emptyDecision,
    kind: decided.kind,
    source,
    song_id,
    other_song_id,
    decided_at: `2026-02-0${decided.day}T00:00:00.000Z`,
  }
  const file = encodeTable('settings', [row])
  return [...files, { key: `settings/${source}.parquet`, file, load: decided.day % 3 }]
}
