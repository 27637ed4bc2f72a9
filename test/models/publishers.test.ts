import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importFiles } from '../../src/extract/import/import-files.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import { coreModels, modelsFingerprint } from '../../src/models/core-models.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { LocalWarehouse, ResultRow } from '../../src/warehouse/warehouse.ts'

const recordings = process.env.HITPARADE_RECORDINGS ?? ''

interface Imported {
  warehouse: LocalWarehouse
  agreement: ResultRow[]
  close(): Promise<void>
}

/** A warehouse of recorded files as `import` makes it, and how far it agrees with their publisher. */
async function importRecorded(
  path: string,
  options: { chart?: string; identity?: 'id' } = {},
): Promise<Imported> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-publishers-'))
  const stores = { raw: memoryStore(), curated: memoryStore() }
  const config = { charts: [], unsplit_artists: [] }
  await importFiles({ paths: [join(recordings, path)], ...stores, options, config })
  await transformPending(stores)
  const models = coreModels()
  const { curated } = stores
  const warehouse = duckdbWarehouse({ folder, curated, models, fingerprint: modelsFingerprint(models) })
  await warehouse.load()
  const answer = await runInsight(warehouse, 'source_agreement', {}, { now: '2026-01-01T00:00:00Z' })
  const close = async () => {
    await warehouse.close()
    await rm(folder, { recursive: true })
  }
  return { warehouse, agreement: answer.rows, close }
}

const countRows = async ({ warehouse }: Imported, from: string) =>
  Number((await warehouse.query(`select count(*) as found from ${from}`)).rows[0]?.found)

describe.runIf(recordings !== '')('an official weekly chart from its first issue', () => {
  let chart: Imported
  beforeAll(async () => {
    chart = await importRecorded('spotify-csv-series/us-weekly')
  }, 300_000)
  afterAll(() => chart.close())

  it('agrees with all three columns', () => {
    expect(
      chart.agreement.map((row) => [row.compared, row.entries, row.agreeing, row.agreeing_without]),
    ).toEqual([
      ['previous_position', 41_985, 41_980, 41_971],
      ['peak_position', 41_985, 41_965, 41_951],
      ['issues_on_chart', 41_985, 41_883, 41_715],
      ['all', 41_985, 41_883, 41_709],
    ])
  })

  it('disagrees because of its missing ranks and two counts that begin again, and six times for an unknown reason', () => {
    const all = chart.agreement.at(-1)
    expect(all).toMatchObject({ hole: 61, count_restart: 35, unknown: 6 })
    expect(Number(all?.hole) + 35 + 6).toBe(Number(all?.entries) - Number(all?.agreeing))
  })

  it('has two debuts that the publisher had seen before', async () => {
    const seen = "core.chart_history where is_best and status = 'NEW' and source_issues_on_chart > 1"
    expect(await countRows(chart, seen)).toBe(2)
  })
})

describe.runIf(recordings !== '')('an official daily chart from its first issue', () => {
  it('agrees with every entry', async () => {
    const chart = await importRecorded('spotify-csv-series/kr-daily')
    expect(chart.agreement.map((row) => [row.entries, row.agreeing])).toEqual(
      Array.from({ length: 4 }, () => [10_976, 10_976]),
    )
    await chart.close()
  }, 300_000)
})

describe.runIf(recordings !== '')('a chart whose misprints point at other songs', () => {
  it('has 32 such pointers, and joins none of them, even if folded texts are its ids', async () => {
    const chart = await importRecorded('oracle', { chart: 'hot-100', identity: 'id' })
    const misprints = `core.chart_history as entries
      inner join core.chart_history as pointed
        on entries.issue_number = pointed.issue_number + 1 and entries.source_previous_position = pointed.position
      where entries.song_id <> pointed.song_id
        and entries.source_issues_on_chart = pointed.source_issues_on_chart + 1
        and entries.source_peak_position = least(pointed.source_peak_position, entries.position)`
    expect(await countRows(chart, misprints)).toBe(32)
    expect(await countRows(chart, 'core.published_joins')).toBe(0)
    expect(chart.agreement.at(-1)).toMatchObject({ agreeing: 214_508, agreeing_without: 214_508 })
    await chart.close()
  }, 300_000)
})
