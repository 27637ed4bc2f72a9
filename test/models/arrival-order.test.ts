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
import { curatedFiles, type IssueFixture, openWarehouse, type SongFixture } from '../support/warehouse/warehouse.ts'

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
  chart: constantFrom('one', 'two', 'three'),
  date: integer({ min: 1, max: 5 }).map((day) => `2026-01-0${day}`),
  hour: constantFrom('06', '12', '18'),
  songs: shuffledSubarray(ids, { minLength: 1, maxLength: 4 }),
  // The source's own columns of each entry, which often fit those of the day before, and often not.
  published: array(
    record({
      previous: constantFrom(null, 1, 1, 2, 3),
      peak: constantFrom(1, 1, 1, 1, 2, null),
      count: constantFrom('by day', 'by day', 'by day', 'by day', 1, null),
    }),
    { minLength: 4, maxLength: 4 },
  ),
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
  fetches: array(fetched, { minLength: 3, maxLength: 9 }),
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

type Published = NonNullable<IssueFixture['published']>[number]

function writeFiles(source: string, { fetches, decision: decided }: World): Arriving[] {
  const files = fetches.flatMap(({ chart, date, hour, songs, published: columns, catalogue: known, loads }) => {
    const published = columns.map(({ previous, peak, count }): Published => {
      return [previous, peak, count === 'by day' ? Number(date.slice(-1)) : count]
    })
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
})
