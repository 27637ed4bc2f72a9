import { afterAll, beforeAll, expect, test } from 'vitest'
import { listPartial } from '../../src/doctor/partial-snapshots.ts'
import { type SnapshotTable, snapshotTables } from '../../src/domain/tables/tables.ts'
import { curatedFiles, type IsKept, lineEntry, ndjson, putAll } from '../support/fixtures/snapshots.ts'
import { dumpCore } from '../support/warehouse/dump.ts'
import { openWarehouse } from './support/open-warehouse.ts'

/** Three days of a chart; each song is named on the first day with it, and nothing is new on the last. */
const days = { '2026-01-05': ['a', 'b'], '2026-01-06': ['b', 'c', 'd'], '2026-01-07': ['a', 'd'] }

const lines = Object.entries(days).map(([date, songs]) => ({
  ...{ chart: 'parade', date },
  entries: [
    ...songs.map((id, index) => ({
      ...lineEntry(index + 1, id, `Song ${id}`, `artist-${id}`),
      ...{ album_id: `album-${id}`, album_name: `Album ${id}` },
    })),
    // Cannot be read.
    null,
  ],
}))

/** A file without the rows of a day that have the values. */
const lose =
  (lost: SnapshotTable, values: Record<string, unknown>): IsKept =>
  (table, row) =>
    table !== lost || Object.entries(values).some(([column, value]) => row[column] !== value)

let opened: Awaited<ReturnType<typeof openWarehouse>>
beforeAll(async () => {
  opened = await openWarehouse()
})
afterAll(() => opened.close())

/** Sources that tests have opened. */
let sources = 0

/** A source of its own in the warehouse, with a file of three days. */
function openParade() {
  sources += 1
  const source = `source-${sources}`
  const { warehouse, curated } = opened
  const file = ndjson(lines, { source })
  const query = async (sql: string) => (await warehouse.query(sql, { source })).rows
  return {
    files: (version?: number, isKept?: IsKept) => curatedFiles(file, version, isKept),
    async load(files: { key: string; bytes: Uint8Array }[]) {
      await putAll(curated, files)
      await warehouse.load()
    },
    /** The published days, each with its positions and titles. */
    async published() {
      const rows = await query(`
        select history.chart_date, history.position, names.song
        from core.chart_history as history
        left join core.song_names as names
          on history.source = names.source and history.song_id = names.song_id
        where history.source = :source
        order by 1, 2`)
      const found: Record<string, string> = {}
      for (const { chart_date, position, song } of rows)
        found[String(chart_date)] = `${found[String(chart_date)] ?? ''} ${position} ${song}`.trim()
      return found
    },
    async incomplete() {
      return (await listPartial(warehouse)).filter((each) => each.source === source).map(toDate)
    },
    withheld: () =>
      query('select chart_date, checks, example from core.withheld_issues where source = :source order by 1'),
    /** Distinct versions of the published days. */
    versions: async () =>
      (
        await query(
          'select distinct chart_date, transform_version from core.chart_history where source = :source order by 1',
        )
      ).map(({ transform_version }) => transform_version),
    /** The names that are known. */
    names: () =>
      query(`
        select song_name as name from core.songs where source = :source
        union all select album_name from core.albums where source = :source
        union all select artist_name from core.artists where source = :source
        union all select artists from core.song_names where source = :source
        order by 1`),
  }
}

const toDate = ({ chart_date }: { chart_date: string }) => chart_date

const all = {
  '2026-01-05': '1 Song a 2 Song b',
  '2026-01-06': '1 Song b 2 Song c 3 Song d',
  '2026-01-07': '1 Song a 2 Song d',
}
const without = (...dates: string[]) =>
  Object.fromEntries(Object.entries(all).filter(([date]) => !dates.includes(date)))

test('a file of which everything has arrived is published', async () => {
  const { files, load, published, incomplete } = openParade()
  await load(files())
  expect(await published()).toEqual(all)
  expect(await incomplete()).toEqual([])
})

/** What may be lost of the first day, whose songs the other days need. */
const losses: [SnapshotTable, Record<string, unknown>][] = [
  ['chart_entries', { position: 2 }],
  ['rejects', {}],
  ['albums', { album_id: 'album-b' }],
  ['artists', { artist_id: 'artist-b' }],
  ['song_artists', { song_id: 'b' }],
]

test('a row that is missing hides its own day and no other, whatever its table', async () => {
  const parades = losses.map(([table, values]) => {
    const parade = openParade()
    const files = parade.files(1, lose(table, { chart_date: '2026-01-05', ...values }))
    return { table, ...parade, files }
  })
  await parades[0]?.load(parades.flatMap(({ files }) => files))
  for (const { table, published, incomplete, withheld } of parades) {
    expect(await published(), table).toEqual(without('2026-01-05'))
    expect(await incomplete(), table).toEqual(['2026-01-05'])
    expect(await withheld(), table).toEqual([])
  }
})

test('a song that is missing hides the day that names it, and a check withholds the later days with it', async () => {
  const { files, load, published, incomplete, withheld } = openParade()
  await load(files(1, lose('songs', { song_id: 'd' })))
  expect(await published()).toEqual(without('2026-01-06', '2026-01-07'))
  expect(await incomplete()).toEqual(['2026-01-06'])
  expect(await withheld()).toEqual([
    { chart_date: '2026-01-07', checks: 'entry_without_song', example: 'position 2: no song d' },
  ])
})

test('until the whole file of a table has arrived, no day is shown', async () => {
  // The entries list their artists, so there are no texts of credits.
  const tables = snapshotTables.filter((table) => table !== 'text_credits')
  const parades = tables.map((late) => ({ late, ...openParade() }))
  const land = async (isIn: (table: SnapshotTable, late: SnapshotTable) => boolean) =>
    parades[0]?.load(parades.flatMap(({ late, files }) => files().filter(({ table }) => isIn(table, late))))
  await land((table, late) => table !== late)
  for (const { late, published, incomplete } of parades) {
    expect(await published(), late).toEqual({})
    expect(await incomplete(), late).toEqual(late === 'chart_issues' ? [] : Object.keys(days))
  }
  await land((table, late) => table === late)
  for (const { late, published, incomplete } of parades) {
    expect(await published(), late).toEqual(all)
    expect(await incomplete(), late).toEqual([])
  }
})

test('an older version of the transform counts until all files of the newer one have arrived', async () => {
  const { files, load, published, incomplete, versions } = openParade()
  const newer = files(2)
  await load(files(1))
  await load(newer.filter(({ table }) => table !== 'songs'))
  expect([await published(), await versions()]).toEqual([all, [1, 1, 1]])
  expect(await incomplete(), 'in its newest version').toEqual(Object.keys(days))
  await load(newer)
  expect([await published(), await versions()]).toEqual([all, [2, 2, 2]])
  expect(await incomplete()).toEqual([])
})

test('an older version counts for a day that lacks a row in the newer one, and for no other', async () => {
  const { files, load, published, incomplete, versions } = openParade()
  await load(files(1))
  await load(files(2, lose('chart_entries', { chart_date: '2026-01-06', position: 1 })))
  expect([await published(), await versions()]).toEqual([all, [2, 1, 2]])
  expect(await incomplete()).toEqual(['2026-01-06'])
})

test('the songs, artists and albums that only a hidden day names are known', async () => {
  const [whole, damaged] = [openParade(), openParade()]
  await whole.load(whole.files())
  await damaged.load(damaged.files(1, lose('chart_entries', { chart_date: '2026-01-05', position: 1 })))
  expect(await damaged.published()).toEqual(without('2026-01-05'))
  const names = await whole.names()
  expect(names).toHaveLength(16)
  expect(await damaged.names()).toEqual(names)
})

test('a load of these files comes to the same as a rebuild', async () => {
  const loaded = await dumpCore(opened.warehouse)
  await opened.warehouse.rebuild()
  expect(await dumpCore(opened.warehouse)).toEqual(loaded)
})
