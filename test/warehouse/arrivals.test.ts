import { expect, onTestFinished, test } from 'vitest'
import { curatedKey, rawKey } from '../../src/domain/keys.ts'
import { landingDdl } from '../../src/domain/tables/ddl.ts'
import { writeComparison } from '../../src/storage/comparisons.ts'
import { noteLateFiles } from '../../src/storage/find-arrivals.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { findNewFiles } from '../../src/warehouse/duckdb/arrivals/find-new-files.ts'
import { createKnownFiles } from '../../src/warehouse/duckdb/arrivals/known-files.ts'
import { openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { countRequests } from '../support/fixtures/bucket-store.ts'
import { createSnapshot, curatedFiles, putAll } from '../support/fixtures/snapshots.ts'
import { openForTest } from './support/open-warehouse.ts'

const charts = ['one', 'two', 'three']
const newDay = '2026-03-01'
const today = `${newDay}T08:00:00Z`
const dayBefore = (days: number) =>
  new Date(Date.parse(newDay) - days * 86_400_000).toISOString().slice(0, 10)
const filesOf = (chart: string, chart_date: string) =>
  curatedFiles(createSnapshot({ chart, chart_date, songs: ['a', 'b'] }))

/** A warehouse that has loaded days of three charts before the new one, and a bucket with these and the new one. */
async function openLoaded(days: number) {
  const { folder } = await openForTest()
  const cloud = memoryStore()
  const engine = await openEngine(':memory:', 'read_write')
  onTestFinished(() => engine.close())
  for (const schema of ['meta', 'landing', 'core']) await engine.run(`create schema ${schema}`)
  for (const statement of landingDdl()) await engine.run(statement)
  await createKnownFiles(engine)
  const keys: string[] = []
  for (const chart of charts) {
    for (let day = 1; day <= days; day += 1) {
      const raw_key = rawKey({ source: 'simulator', chart, chart_date: dayBefore(day), snapshot_id: 'x' })
      keys.push(curatedKey('chart_issues', raw_key, TRANSFORM_VERSION))
    }
  }
  for (const key of keys) await cloud.put(key, new Uint8Array([1]))
  const values = keys.map((key) => `('${key}', 1, 0)`).join(', ')
  await engine.run(`insert into meta.loaded_files values ${values}`)
  await engine.run(`
    create table core.snapshots as
    select 'simulator' as source, split_part(key, '/', 3) as chart, cast(split_part(key, '/', 4) as date) as chart_date,
      'x' as snapshot_id, ${TRANSFORM_VERSION} as transform_version
    from meta.loaded_files`)
  // Only these columns are read.
  await engine.run('drop table landing.chart_issues')
  await engine.run(`create table landing.chart_issues as
    select *, 'x' as raw_key, 2 as entry_count, 0 as album_count, 0 as artist_count, 0 as song_count, 0 as credit_count,
      0 as text_credit_count, 0 as reject_count from core.snapshots`)
  return { folder, cloud, engine }
}

test('a load of one day makes as many requests after 600 days as after 60, few more than new files and charts', async () => {
  const counts: number[] = []
  let found = 0
  for (const days of [60, 600]) {
    const { folder, cloud, engine } = await openLoaded(days)
    for (const chart of charts) await putAll(cloud, filesOf(chart, newDay))
    const { bucket, countSoFar } = countRequests(cloud)
    await writeComparison(folder, 'load', { of: bucket.address, at: `${dayBefore(1)}T08:00:00Z` })
    const search = { folder, curated: bucket, purges: [], now: () => today, all: false }
    const { files, isWhole } = await findNewFiles(search, engine)
    expect(isWhole).toBe(false)
    expect(files.map(({ key }) => key)).toEqual(
      charts.flatMap((chart) => filesOf(chart, newDay).map(({ key }) => key)).sort(),
    )
    found = files.length
    // Each file is read once more when it is loaded, and the decisions are listed for purges.
    counts.push(countSoFar() + files.length + 1)
  }
  expect(counts[1]).toBe(counts[0])
  expect(counts[0]).toBeLessThanOrEqual(1.2 * (found + charts.length) + 10)
})

test('a load lists only the folders that have changed since the last one', async () => {
  const store = memoryStore()
  const listed: string[] = []
  const curated = {
    ...store,
    list(prefix: string) {
      listed.push(prefix)
      return store.list(prefix)
    },
  }
  const { warehouse } = await openForTest({ curated })
  await putAll(store, filesOf('one', '2026-01-01'))
  await warehouse.load()
  await putAll(store, filesOf('one', '2025-01-01'))
  listed.length = 0
  expect(await warehouse.load()).toMatchObject({ files: 6, is_whole: true })
  expect(listed.filter((prefix) => prefix.startsWith('chart_issues/'))).toEqual([
    'chart_issues/simulator/one/2025-01-01/',
  ])
})

test('a late file of an old date in a bucket is loaded by a whole comparison, at the latest after a week', async () => {
  const store = memoryStore()
  let now = today
  const { bucket } = countRequests(store)
  const { warehouse } = await openForTest({ curated: bucket, now: () => now })
  await putAll(store, filesOf('one', newDay))
  await warehouse.load()
  await putAll(store, filesOf('one', '2025-06-01'))
  expect(await warehouse.load()).toMatchObject({ files: 0, is_whole: false })
  expect(await warehouse.pending({ all: true })).toMatchObject({ files: 6 })
  expect(await warehouse.load(() => {}, { all: true })).toMatchObject({ files: 6, is_whole: true })
  await putAll(store, filesOf('one', '2025-07-01'))
  now = `${dayBefore(-7)}T08:00:00Z`
  expect(await warehouse.load()).toMatchObject({ files: 6, is_whole: true })
})

test('a file of an old date that this machine writes to a bucket is loaded next, even after a crash in between', async () => {
  const store = memoryStore()
  const { bucket } = countRequests(store)
  const { warehouse } = await openForTest({ curated: bucket, now: () => today })
  await putAll(store, filesOf('one', newDay))
  await warehouse.load()
  await putAll(noteLateFiles(bucket, today, warehouse.requireComparison), filesOf('one', '2025-06-01'))
  expect(await warehouse.load()).toMatchObject({ files: 6, is_whole: true })
  expect(await warehouse.load()).toMatchObject({ files: 0, is_whole: false })
})

test('files that a snapshot lacks are loaded once they exist, though its chart issues were loaded before', async () => {
  const { warehouse, curated } = await openForTest()
  const files = filesOf('one', newDay)
  const isLate = ({ key }: { key: string }) => key.startsWith('songs/')
  await putAll(
    curated,
    files.filter((file) => !isLate(file)),
  )
  expect(await warehouse.load()).toMatchObject({ files: 5 })
  await putAll(curated, files.filter(isLate))
  expect(await warehouse.load()).toMatchObject({ files: 1 })
  expect((await warehouse.query('select count(*) as n from core.chart_history')).rows).toEqual([{ n: 2 }])
})
