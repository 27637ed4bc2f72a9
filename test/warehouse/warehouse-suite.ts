import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingBetween } from '../../src/domain/calendar.ts'
import { snapshotTables } from '../../src/domain/tables/tables.ts'
import type { RawSnapshot } from '../../src/sources/raw/raw-object.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import type { LocalWarehouse, Value } from '../../src/warehouse/warehouse.ts'
import { spotifyItem } from '../support/fixtures/raw.ts'
import {
  createSnapshot,
  curatedFiles,
  lineEntry,
  ndjson,
  putAll,
  type Told,
} from '../support/fixtures/snapshots.ts'
import { dumpCore } from '../support/warehouse/dump.ts'

export interface OpenedWarehouse {
  /** Empty. */
  warehouse: LocalWarehouse
  /** What it loads. */
  curated: ObjectStore
  /** Puts every row of landing there a second time, as a loader does that delivers a file twice. */
  repeatLanding(): Promise<void>
  close(): Promise<void>
}

/** What `warehouse.ts` promises of every driver. Each test has a chart source of its own in one warehouse. */
export function describeWarehouse(name: string, open: () => Promise<OpenedWarehouse>) {
  describe(`${name} warehouse`, () => {
    let opened: OpenedWarehouse
    let warehouse: LocalWarehouse
    beforeAll(async () => {
      opened = await open()
      warehouse = opened.warehouse
    })
    afterAll(() => opened?.close())

    /** A source of its own: what it tells, loads and shows. */
    function openSource(source: string) {
      const select = async (sql: string): Promise<Value[][]> => {
        const { columns, rows } = await warehouse.query(sql, { source })
        return rows.map((row) => columns.map((column) => row[column] ?? null))
      }
      return {
        tell: (fields: Told): RawSnapshot => createSnapshot({ source, chart: 'parade', ...fields }),
        async load(...raws: RawSnapshot[]) {
          for (const raw of raws) await putAll(opened.curated, curatedFiles(raw))
          return warehouse.load()
        },
        select,
        /** The songs of the published chart from position 1. */
        async chart(chart_date = '2026-01-05', chart = 'parade') {
          const rows = await select(
            `select song_id from core.chart_history
             where source = :source and chart = '${chart}' and chart_date = '${chart_date}' order by position`,
          )
          return rows.map(([song]) => song).join(' ')
        },
      }
    }

    describe('of several snapshots of a day', () => {
      const morning = { songs: ['a', 'b', 'c', 'd'], fetched_at: '2026-01-05T06:00:00.000Z' }
      const noon = { songs: ['b', 'a', 'c', 'd'], fetched_at: '2026-01-05T12:00:00.000Z' }
      const evening = { songs: ['a', 'b', 'c', 'd'], fetched_at: '2026-01-05T18:00:00.000Z' }

      test('the correction replaces the older one, which can still be queried', async () => {
        const { tell, load, chart, select } = openSource('correction')
        await load(tell(morning))
        expect(await chart()).toBe('a b c d')
        await load(tell(noon))
        expect(await chart()).toBe('b a c d')
        const selectSongs = (fetched_at: string) =>
          select(
            `select e.position, e.song_id
             from landing.chart_entries as e
             inner join core.snapshots as s
                 on e.source = s.source and e.chart = s.chart and e.snapshot_id = s.snapshot_id
             where e.source = :source and s.fetched_at = cast('${fetched_at}' as timestamp) and e.position < 3
             order by e.position`,
          )
        expect(await selectSongs('2026-01-05 06:00:00')).toEqual([
          [1, 'a'],
          [2, 'b'],
        ])
        expect(await selectSongs('2026-01-05 12:00:00')).toEqual([
          [1, 'b'],
          [2, 'a'],
        ])
      })

      test('a return to the first content ends the correction in between', async () => {
        const { tell, load, chart, select } = openSource('back-again')
        await load(tell(morning))
        await load(tell(noon))
        await load(tell(evening))
        expect(await chart()).toBe('a b c d')
        const winner = 'select fetched_at from core.issues where source = :source'
        expect(await select(winner)).toEqual([['2026-01-05T18:00:00Z']])
        expect(await select('select count(*) from core.snapshots where source = :source')).toEqual([[3]])
      })

      test('the newest counts, even if it arrives first', async () => {
        const { tell, load, chart } = openSource('backwards')
        await load(tell(noon))
        await load(tell(morning))
        expect(await chart()).toBe('b a c d')
      })

      test('the one with the higher id counts if both have the same instant, whichever arrives first', async () => {
        const { tell, load, select } = openSource('same-instant')
        const [one, other] = [morning, { ...noon, fetched_at: morning.fetched_at }]
        await load(tell({ chart: 'parade', ...one }), tell({ chart: 'revue', ...other }))
        await load(tell({ chart: 'parade', ...other }), tell({ chart: 'revue', ...one }))
        const highest =
          'select chart, max(snapshot_id) from landing.chart_issues where source = :source group by 1'
        const winners = await select('select chart, snapshot_id from core.issues where source = :source')
        expect(winners.sort()).toEqual((await select(highest)).sort())
        expect(winners).toHaveLength(2)
      })

      test('one that is empty, much too short or incomplete replaces nothing', async () => {
        const { tell, load, chart, select } = openSource('short')
        const later = (hour: number, songs: Told['songs'], more: Partial<Told> = {}) =>
          tell({ songs, fetched_at: `2026-01-05T${hour}:00:00.000Z`, ...more })
        await load(
          tell(morning),
          later(13, []),
          later(14, ['x']),
          later(15, [null, null, null, null]),
          later(16, ['p', 'q', 'r', 's'], { complete: false }),
        )
        expect(await chart()).toBe('a b c d')
        await load(later(17, ['d', 'c']))
        expect(await chart(), 'half as many are enough').toBe('d c')
        expect(await select('select count(*) from landing.chart_issues where source = :source')).toEqual([
          [6],
        ])
      })

      test('a short one counts if it is the only one, and an empty one leaves the day unobserved', async () => {
        const { tell, load, chart, select } = openSource('alone')
        await load(
          tell({ songs: ['x'], fetched_at: '2026-01-05T20:00:00.000Z' }),
          tell({ songs: [], chart_date: '2026-01-06' }),
        )
        expect(await chart()).toBe('x')
        expect(await select('select chart_date from core.issues where source = :source')).toEqual([
          ['2026-01-05'],
        ])
        await load(tell(morning))
        expect(await chart()).toBe('a b c d')
      })
    })

    describe('a snapshot with a table that has not arrived', () => {
      test('does not win, whichever is missing, and wins once the rest is there', async () => {
        const { tell, load, chart } = openSource('partly')
        // A playlist lists its artists.
        const parts = snapshotTables.filter((table) => table !== 'text_credits')
        const old = parts.map((table) => tell({ chart: table, songs: ['a', 'b', 'c'] }))
        await load(...old)
        const late: { key: string; bytes: Uint8Array }[] = []
        for (const missing of parts) {
          const raw = tell({
            chart: missing,
            songs: ['c', null, 'b', 'n'],
            fetched_at: '2026-01-05T09:00:00.000Z',
          })
          const files = curatedFiles(raw)
          expect(files.map(({ table }) => table)).toContain(missing)
          await putAll(
            opened.curated,
            files.filter(({ table }) => table !== missing),
          )
          late.push(...files.filter(({ table }) => table === missing))
        }
        await warehouse.load()
        for (const missing of parts) {
          expect(await chart('2026-01-05', missing), `without ${missing}`).toBe('a b c')
        }
        await putAll(opened.curated, late)
        await warehouse.load()
        for (const missing of parts) {
          expect(await chart('2026-01-05', missing), `with late ${missing}`).toBe('c b n')
        }
      })

      test('in a file of many issues wins none of its days', async () => {
        const { chart, select } = openSource('many')
        const line = (date: string) => ({
          date,
          chart: 'parade',
          entries: [lineEntry(1, 'a'), lineEntry(2, 'b')],
        })
        const files = curatedFiles(ndjson([line('2026-01-05'), line('2026-01-06')], { source: 'many' }))
        await putAll(
          opened.curated,
          files.filter(({ table }) => table !== 'songs'),
        )
        await warehouse.load()
        // Its second day has no songs of its own: they are said on the first.
        expect(await select('select chart_date from core.snapshots where source = :source')).toEqual([])
        expect([await chart('2026-01-05'), await chart('2026-01-06')]).toEqual(['', ''])
        await putAll(opened.curated, files)
        await warehouse.load()
        expect([await chart('2026-01-05'), await chart('2026-01-06')]).toEqual(['a b', 'a b'])
      })
    })

    test('a snapshot counts in the highest version of the transform that has arrived', async () => {
      const { tell, load, select } = openSource('versions')
      const raw = tell({ songs: ['a', 'b'] })
      const counted = () =>
        select(
          `select s.transform_version, count(*)
           from core.snapshots as s
           inner join core.chart_history as h
               on s.source = h.source and s.snapshot_id = h.snapshot_id and s.transform_version = h.transform_version
           where s.source = :source group by 1`,
        )
      const newer = curatedFiles(raw, TRANSFORM_VERSION + 1)
      await load(raw)
      await putAll(opened.curated, newer.slice(1))
      await warehouse.load()
      expect(await counted()).toEqual([[TRANSFORM_VERSION, 2]])
      await putAll(opened.curated, newer)
      await putAll(opened.curated, curatedFiles(raw, TRANSFORM_VERSION - 1))
      await warehouse.load()
      expect(await counted()).toEqual([[TRANSFORM_VERSION + 1, 2]])
    })

    test('a load counts what is new and recomputes the charts that it touches', async () => {
      const { tell, load, select } = openSource('report')
      const one = tell({ songs: ['a'], chart: 'one' })
      const two = tell({ songs: ['z'], chart: 'two' })
      expect(await load(one, two)).toMatchObject({ files: 12, charts: 2 })
      expect(await load(one)).toMatchObject({ files: 0, charts: 0 })
      expect(await load(tell({ songs: ['a'], chart: 'one', chart_date: '2026-01-06' }))).toMatchObject({
        files: 6,
        charts: 1,
      })
      expect(
        await select('select distinct chart from core.chart_history where source = :source order by 1'),
      ).toEqual([['one'], ['two']])
    })

    test('the calendar says how many issues are missing and were expected', async () => {
      const { tell, load, select } = openSource('calendars')
      const calendars = [
        { cadence: 'daily', weekdays: null },
        { cadence: 'daily', weekdays: '12345' },
        { cadence: 'daily', weekdays: '7' },
        { cadence: 'weekly', weekdays: null },
        { cadence: 'weekly', weekdays: '5' },
      ] as const
      // Mondays, Sundays, leap days, neighbours and years between; one is observed beside its calendar.
      const dates =
        '1958-08-04 1999-12-31 2000-02-28 2000-02-29 2000-03-06 2000-03-10 2000-03-13 2000-03-19 2026-01-01'
      const expected: Value[][] = []
      const raws: RawSnapshot[] = []
      for (const [index, settings] of calendars.entries()) {
        const chart = `calendar-${index}`
        let sum = 0
        dates.split(' ').forEach((chart_date, place, all) => {
          const missing = place === 0 ? 0 : missingBetween(settings, all[place - 1] as string, chart_date)
          sum += 1 + missing
          expected.push([chart, chart_date, missing, sum])
          const fetched_at = `${chart_date}T06:00:00.000Z`
          raws.push(tell({ chart, chart_date, fetched_at, songs: ['a'], settings }))
        })
      }
      await load(...raws)
      const columns = 'chart, chart_date, missing_before, expected_issues'
      expect(
        await select(`select ${columns} from core.issues where source = :source order by chart, chart_date`),
      ).toEqual(expected)
    })

    test('rows that are in landing twice change nothing', async () => {
      const { tell, load } = openSource('twice')
      const days = ['2026-01-05', '2026-01-06', '2026-01-07']
      const raws = days.map((chart_date, index) =>
        tell({
          chart_date,
          fetched_at: `${chart_date}T06:00:00.000Z`,
          songs: ['a', 'b', null, 'c'].slice(index),
        }),
      )
      await load(...raws.slice(0, 2))
      await opened.repeatLanding()
      // Another day, so that the chart is computed again over rows of which some are there twice.
      await load(...raws.slice(2))
      const doubled = await dumpCore(warehouse)
      await warehouse.rebuild()
      const clean = await dumpCore(warehouse)
      for (const model of Object.keys(clean)) {
        const own = (rows: string[] | undefined) =>
          rows
            ?.filter((row) => row.includes('"twice"'))
            // It says just that, so that what reads the snapshot can leave the second away.
            .map((row) => row.replace(/,"is_repeated":(true|false)/, ''))
        expect(own(doubled[model]), model).toEqual(own(clean[model]))
      }
    })

    test('the order and the batches in which files arrive do not matter', async () => {
      const property = fc.asyncProperty(
        fc.array(history, { minLength: 8, maxLength: 8 }),
        async (histories) => {
          const own = await open()
          try {
            for (let load = 0; load < 3; load += 1) {
              for (const [index, { snapshots, loads }] of histories.entries()) {
                const files = snapshots.flatMap((fields) =>
                  curatedFiles(createSnapshot({ ...fields, source: `random-${index}` })),
                )
                await putAll(
                  own.curated,
                  files.filter((_, place) => loads[place % loads.length] === load),
                )
              }
              await own.warehouse.load()
            }
            const grown = await dumpCore(own.warehouse)
            await own.warehouse.rebuild()
            expect(grown).toEqual(await dumpCore(own.warehouse))
          } finally {
            await own.close()
          }
        },
      )
      await fc.assert(property, { numRuns: 1 })
    })
  })
}

/** Songs that share recordings, names that change, two charts, corrections, days that come late. */
const song = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    title: fc.constantFrom('One', 'Two', 'Three', ''),
    artist: fc.constantFrom('x', 'y'),
    isrc: fc.constantFrom('XXABC2600001', 'XXABC2600002', null),
  })
  .map(({ id, title, artist, isrc }) => {
    const item = spotifyItem(id, title, [artist])
    return { ...item, track: { ...item.track, external_ids: { isrc } } }
  })

const snapshot = fc
  .record({
    chart: fc.constantFrom('one', 'two'),
    chart_date: fc.constantFrom('2026-01-05', '2026-01-06', '2026-01-07', '2026-01-09'),
    hour: fc.constantFrom('06', '12', '18'),
    songs: fc.array(fc.option(song, { freq: 8 }), { maxLength: 5 }),
    complete: fc.nat({ max: 7 }).map((odd) => odd > 0),
  })
  .map(({ hour, ...fields }) => ({ ...fields, fetched_at: `${fields.chart_date}T${hour}:00:00.000Z` }))

const history = fc.record({
  snapshots: fc.array(snapshot, { minLength: 3, maxLength: 10 }),
  /** In which of three loads a file arrives. */
  loads: fc.array(fc.nat({ max: 2 }), { minLength: 7, maxLength: 23 }),
})
