import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  option,
  record,
  shuffledSubarray,
  tuple,
} from 'fast-check'
import { expect, it } from 'vitest'
import { encodeTable } from '../../src/domain/tables/parquet-file.ts'
import { coreModels } from '../../src/models/core-models.ts'
import type { ResultRow, Warehouse } from '../../src/warehouse/warehouse.ts'
import { curatedFiles, openWarehouse, type SongFixture } from '../support/warehouse/warehouse.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f']

/** Songs that differ in little, so that they are joined and kept apart by every rule. */
const song = record<SongFixture>({
  title: constantFrom('Tide', 'Tide', 'Tide - Live', 'Ebb', null),
  artists: constantFrom(['Ida'], ['Ida'], ['Ida', 'Odo']),
  names: constantFrom({}, {}, { Ida: 'Ada' }),
  album: constantFrom(
    { id: 'w', total_tracks: 1 },
    { id: 'w', total_tracks: 2 },
    { id: 'v', total_tracks: 1 },
  ),
  duration_ms: constantFrom(null, 0, 180_000, 182_000, 186_000, 193_000),
  isrc: constantFrom(null, null, null, 'XX0000000001', 'XX0000000002'),
  linked_from_id: constantFrom(null, null, null, null, 'a', 'z'),
  explicit: constantFrom(null, true, false),
})

const catalogue = tuple(...ids.map(() => song)).map((songs) =>
  Object.fromEntries(songs.map((each, index) => [ids[index] ?? '', each])),
)

/** One fetch of one of three charts on one of five days, what the source then said of the songs, and the loads. */
const fetched = record({
  chart: constantFrom('one', 'one', 'one', 'one', 'two', 'three'),
  date: integer({ min: 1, max: 5 }).map((day) => `2026-01-0${day}`),
  hour: constantFrom('06', '12', '18'),
  songs: shuffledSubarray(ids, { minLength: 1, maxLength: 4 }),
  // Whether the source publishes its own columns of each of them.
  published: array(constantFrom('true', 'true', 'true', 'none', 'restart'), { minLength: 4, maxLength: 4 }),
  catalogue,
  // Its files arrive together, or each with another load.
  loads: constantFrom([0], [1], [2], [2, 0, 1]),
})

const decision = record({
  kind: constantFrom('join', 'split'),
  pair: constantFrom(['a', 'b'], ['b', 'a'], ['c', 'd'], ['e', 'z']),
  day: integer({ min: 1, max: 9 }),
})

const world = record({
  fetches: array(fetched, { minLength: 4, maxLength: 10 }),
  // One alone: a join and a split that contradict each other stop a load.
  decision: option(decision),
})

/** Each world is a source of its own, so that one warehouse tries many. */
const worlds = array(world, { minLength: 12, maxLength: 12 })

type World = typeof world extends { generate: (...given: never[]) => { value: infer W } } ? W : never

interface Arriving {
  key: string
  file: Uint8Array
  load: number
}

type Fetch = World['fetches'][number]
type Published = [previous: number | null, peak: number | null, count: number | null]

/** To the source a and b are one recording, c and d, e and f. */
const findPair = (song: string) => Math.floor(ids.indexOf(song) / 2)

/** The source's own columns of a fetch: they count the recordings on the first fetch of each earlier day. */
function publish(fetches: Fetch[], { chart, date, songs, published }: Fetch): Published[] {
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

function writeFiles(source: string, { fetches, decision: decided }: World): Arriving[] {
  const files = fetches.flatMap((fetch) => {
    const { chart, date, hour, songs, catalogue: known, loads } = fetch
    const published = publish(fetches, fetch)
    const issue = { source, chart, date, fetched_at: `${date}T${hour}:00:00.000Z`, songs, published }
    return [...curatedFiles(known, [issue])].map(([key, file], index) => {
      return { key, file, load: loads[index % loads.length] ?? 0 }
    })
  })
  if (decided === null) return files
  const [song_id = '', other_song_id = ''] = decided.pair
  const row = {
    kind: decided.kind,
    source,
    chart: null,
    chart_date: null,
    snapshot_id: null,
    song_id,
    other_song_id,
    decided_at: `2026-02-0${decided.day}T00:00:00.000Z`,
  }
  const file = encodeTable('settings', [row])
  return [...files, { key: `settings/${source}.parquet`, file, load: decided.day % 3 }]
}

const kept = coreModels().filter((model) => !['view', 'check', 'scope'].includes(model.kept))

/** Every table that the warehouse keeps of core. */
async function readContents(warehouse: Warehouse) {
  const contents: Record<string, ResultRow[]> = {}
  for (const { name } of kept) {
    const { rows } = await warehouse.query(`select * from core.${name} order by all`)
    contents[name] = rows
  }
  return contents
}

it('everything that is kept is the same in whatever order and batches files arrive', async () => {
  const property = asyncProperty(worlds, async (of) => {
    // Of two fetches with the same key the first is the one that is kept.
    const files = new Map<string, Arriving>()
    for (const file of of.flatMap((each, index) => writeFiles(`source-${index}`, each))) {
      if (!files.has(file.key)) files.set(file.key, file)
    }
    const arrived = new Map<string, Uint8Array>()
    const warehouse = await openWarehouse(arrived)
    for (const now of [0, 1, 2]) {
      for (const { key, file, load } of files.values()) if (load === now) arrived.set(key, file)
      await warehouse.load()
    }
    const grown = await readContents(warehouse)
    await warehouse.rebuild()
    expect(grown).toEqual(await readContents(warehouse))
    await warehouse.close()
  })
  // To shrink would load hundreds of times.
  await assert(property, { numRuns: 1, endOnFailure: true })
}, 120_000)
