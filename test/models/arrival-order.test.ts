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
import { parquetOf } from '../../src/transform/parquet.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { curatedFiles, openWarehouse, type SongFixture } from '../support/warehouse.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f']

/** Songs that differ in little, so that they are joined and kept apart by every rule. */
const song = record<SongFixture>({
  title: constantFrom('Tide', 'Tide', 'Tide - Live', 'Ebb', null),
  artists: constantFrom(['Ida'], ['Ida'], ['Ida', 'Odo']),
  duration_ms: constantFrom(null, 0, 180_000, 182_000, 186_000, 193_000),
  isrc: constantFrom(null, null, null, 'XX0000000001', 'XX0000000002'),
  linked_from_id: constantFrom(null, null, null, null, 'a', 'z'),
  explicit: constantFrom(null, true, false),
})

const catalogue = tuple(...ids.map(() => song)).map((songs) =>
  Object.fromEntries(songs.map((each, index) => [ids[index] ?? '', each])),
)

/** One fetch of one of two charts on one of five days, and what the source then said of the songs. */
const fetched = record({
  chart: constantFrom('one', 'two'),
  date: integer({ min: 1, max: 5 }).map((day) => `2026-01-0${day}`),
  hour: constantFrom('06', '12', '18'),
  songs: shuffledSubarray(ids, { minLength: 1, maxLength: 4 }),
  catalogue,
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
const worlds = array(world, { minLength: 16, maxLength: 16 })

type World = typeof world extends { generate: (...given: never[]) => { value: infer W } } ? W : never

function filesOf(source: string, { fetches, decision: decided }: World): [string, Uint8Array][] {
  const files = fetches.flatMap(({ chart, date, hour, songs, catalogue: known }) => [
    ...curatedFiles(known, [{ source, chart, date, fetched_at: `${date}T${hour}:00:00.000Z`, songs }]),
  ])
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
  return [...files, [`settings/${source}.parquet`, parquetOf('settings', [row])]]
}

async function contentsOf(warehouse: Warehouse) {
  const recordings = await warehouse.query(
    'select * from core.recordings order by source asc nulls last, song_id asc nulls last',
  )
  const history = await warehouse.query(
    `select * from core.chart_history
    order by source asc nulls last, chart asc nulls last, chart_date asc nulls last, position asc nulls last`,
  )
  return { recordings: recordings.rows, history: history.rows }
}

it('identity and history are the same in whatever order and batches files arrive', {
  timeout: 60_000,
}, async () => {
  const order = array(integer({ min: 0, max: 2 ** 30 }), { minLength: 64, maxLength: 64 })
  const split = asyncProperty(worlds, order, async (of, numbers) => {
    const files = [...new Map(of.flatMap((each, index) => filesOf(`source-${index}`, each)))]
    const shuffled = files
      .map((file, index) => ({ file, rank: ((numbers[index % numbers.length] ?? 0) * (index + 1)) % 1009 }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ file }) => file)
    const arrived = new Map<string, Uint8Array>()
    const warehouse = await openWarehouse(arrived)
    for (let batch = 0; batch < 3; batch += 1) {
      const share = Math.ceil(shuffled.length / 3)
      for (const [key, file] of shuffled.slice(batch * share, (batch + 1) * share)) arrived.set(key, file)
      await warehouse.load()
    }
    const grown = await contentsOf(warehouse)
    await warehouse.rebuild()
    expect(grown).toEqual(await contentsOf(warehouse))
    await warehouse.close()
  })
  await assert(split, { numRuns: 3 })
})
