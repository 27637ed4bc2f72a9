import { assert, asyncProperty, constantFrom, option, record, uniqueArray } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findAfterPurge, isPurged, type Purge, type PurgeableIssue } from '../../src/domain/purge-rule.ts'
import { landingDdl } from '../../src/domain/tables/ddl.ts'
import { coreModels } from '../../src/models/core-models.ts'
import { type Engine, openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'

const fetched: PurgeableIssue = {
  source: 'deezer',
  chart: 'top',
  chart_date: '2026-03-01',
  snapshot_id: '20260301t060000z-aaaaaaaaaaaa',
  fetched_at: '2026-03-01T06:00:00.000Z',
  after_purge: null,
}
const imported: PurgeableIssue = { ...fetched, snapshot_id: 'import-bbbbbbbbbbbb' }
const ofSource: Purge = {
  source: 'deezer',
  chart: null,
  chart_date: null,
  snapshot_id: null,
  purged_at: '2026-03-02T00:00:00.000Z',
}
const ofChart = { ...ofSource, chart: 'top' }

test('a purge of a source or a chart covers what was fetched before it', () => {
  const later = { ...fetched, fetched_at: '2026-03-02T00:00:00.001Z' }
  for (const purge of [ofSource, ofChart]) {
    expect(isPurged([purge], fetched)).toBe(true)
    expect(isPurged([purge], { ...fetched, fetched_at: purge.purged_at })).toBe(true)
    expect(isPurged([purge], later)).toBe(false)
  }
  expect(isPurged([{ ...ofSource, source: 'spotify' }], fetched)).toBe(false)
  expect(isPurged([{ ...ofChart, chart: 'other' }], fetched)).toBe(false)
})

test('an import is covered until its header states the purge, whatever time its file states', () => {
  const ofFuture = { ...imported, fetched_at: '2030-01-01T00:00:00.000Z' }
  expect(isPurged([ofSource], ofFuture)).toBe(true)
  expect(isPurged([ofSource], { ...ofFuture, after_purge: ofSource.purged_at })).toBe(false)
  const again = { ...ofSource, purged_at: '2026-03-03T00:00:00.000Z' }
  expect(isPurged([ofSource, again], { ...ofFuture, after_purge: ofSource.purged_at })).toBe(true)
})

test('a purge of a snapshot covers only that snapshot of that chart date, whenever it was fetched', () => {
  const { chart, chart_date, snapshot_id } = fetched
  const purge = { ...ofSource, chart, chart_date, snapshot_id }
  expect(isPurged([purge], { ...fetched, fetched_at: '2030-01-01T00:00:00.000Z' })).toBe(true)
  expect(isPurged([purge], { ...fetched, snapshot_id: '20260301t060000z-cccccccccccc' })).toBe(false)
  expect(isPurged([purge], { ...fetched, chart_date: '2026-03-02' })).toBe(false)
})

test('a new snapshot states the newest purge that would cover it, also one of the id that it gets by stating it', () => {
  const first = { ...ofSource, snapshot_id: 'import-1' }
  const second = { ...ofSource, snapshot_id: 'import-2', purged_at: '2026-03-04T00:00:00.000Z' }
  const ids = new Map([
    [null, 'import-1'],
    [first.purged_at, 'import-2'],
    [second.purged_at, 'import-3'],
  ])
  const describe = (after_purge: string | null) => [
    { ...imported, snapshot_id: ids.get(after_purge as string) ?? '', after_purge },
  ]
  expect(findAfterPurge([], describe)).toBe(null)
  expect(findAfterPurge([first], describe)).toBe(first.purged_at)
  expect(findAfterPurge([first, second], describe)).toBe(second.purged_at)
})

let engine: Engine
beforeAll(async () => {
  engine = await openEngine(':memory:', 'read_write')
  for (const schema of ['landing', 'core']) await engine.run(`create schema ${schema}`)
  for (const statement of landingDdl()) await engine.run(statement)
})
afterAll(() => engine.close())

test('core leaves out the same snapshots', async () => {
  const model = coreModels().find(({ name }) => name === 'purged_snapshots')?.sql ?? ''
  const instants = constantFrom(
    '2026-03-01T00:00:00.000Z',
    '2026-03-02T00:00:00.000Z',
    '2026-03-03T00:00:00.000Z',
  )
  const charts = constantFrom('top', 'other')
  const dates = constantFrom('2026-03-01', '2026-03-02')
  const ids = constantFrom('20260301t000000z-aaaaaaaaaaaa', 'import-bbbbbbbbbbbb')
  const source = constantFrom('deezer', 'spotify')
  const issues = uniqueArray(
    record({
      source,
      chart: charts,
      chart_date: dates,
      snapshot_id: ids,
      fetched_at: instants,
      after_purge: option(instants),
    }),
    {
      maxLength: 8,
      selector: ({ source, chart, chart_date, snapshot_id }) =>
        [source, chart, chart_date, snapshot_id].join(),
    },
  )
  const purges = uniqueArray(
    record({
      source,
      chart: option(charts),
      chart_date: option(dates),
      snapshot_id: option(ids),
      purged_at: instants,
    }),
    { maxLength: 3 },
  )
  const property = asyncProperty(issues, purges, async (issues, purges) => {
    await engine.run('delete from landing.chart_issues')
    await engine.run('delete from landing.settings')
    for (const issue of issues) await engine.run(insertIssue, issue as never)
    for (const purge of purges) await engine.run(insertPurge, purge as never)
    const { rows } = await engine.query(model)
    const name = ({ source, chart, chart_date, snapshot_id }: Record<string, unknown>) =>
      [source, chart, chart_date, snapshot_id].join(' ')
    expect(rows.map(name).sort()).toEqual(
      issues
        .filter((issue) => isPurged(purges, issue))
        .map((issue) => name(issue as never))
        .sort(),
    )
  })
  await assert(property, { numRuns: 60 })
})

const insertIssue = `
  insert into landing.chart_issues by name
  select
    :source as source, :chart as chart, cast(:chart_date as date) as chart_date, :snapshot_id as snapshot_id,
    cast(:fetched_at as timestamp) as fetched_at, cast(:after_purge as timestamp) as after_purge,
    1 as transform_version, '' as chart_name, 1 as chart_size, 'other' as scope, 'daily' as cadence,
    'id' as identity, true as complete, '' as content_hash, '' as raw_key, true as credits_complete,
    0 as album_count, 0 as artist_count, 0 as song_count, 0 as credit_count, 1 as entry_count, 0 as reject_count`

const insertPurge = `
  insert into landing.settings by name
  select
    'purge' as kind, :source as source, :chart as chart, cast(:chart_date as date) as chart_date,
    :snapshot_id as snapshot_id, cast(:purged_at as timestamp) as decided_at`
