import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { type Imports, importsWarehouse } from '../support/fixtures/imports.ts'
import { recordedWarehouse, recordings } from '../support/fixtures/recorded.ts'
import { simulatedWarehouse } from '../support/fixtures/simulated.ts'
import { streamedChart } from '../support/fixtures/streamed-chart.ts'

const now = '2026-03-01T08:00:00Z'

type Question = [insight: string, given: Record<string, string>]

/** A file per insight, `<world>-<insight>.json`: the answers to its questions. */
function compareWithGolden(world: string, open: () => Warehouse, questions: Question[], summarize = false) {
  const insights = [...new Set(questions.map(([insight]) => insight))]
  it.each(insights)('%s answers as it did', async (insight) => {
    const answers: Record<string, unknown> = {}
    for (const [, given] of questions.filter(([name]) => name === insight)) {
      const { rows } = await runInsight(open(), insight, given, { now })
      expect(rows, JSON.stringify(given)).not.toEqual([])
      const hash = sha256(JSON.stringify(rows))
      answers[JSON.stringify(given)] = summarize ? { rows: rows.length, hash } : rows
    }
    const golden = `../golden/insights/${world}-${insight}.json`
    await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot(golden)
  })
}

describe('in forty days of the simulator', () => {
  const chart = 'global-top-100'
  let world: Awaited<ReturnType<typeof simulatedWarehouse>>
  beforeAll(async () => {
    world = await simulatedWarehouse('2026-01-01', '2026-02-09')
  }, 120_000)
  afterAll(() => world.close())

  compareWithGolden('simulated', () => world.warehouse, [
    ['number_one_on', { chart, on: '2026-02-04' }],
    ['number_one_calendar', { chart, from: '2026-02-01' }],
    ['number_ones', { chart }],
    ['chart', { chart, on: '2026-01', limit: '3' }],
    ['artist_history', { chart, artist: 'Zanlu' }],
    ['artist_summary', { chart, artist: 'Zanlu' }],
    ['chart_beat', { chart, on: '2026-02-04' }],
    ['song_matrix', { song: '6fXynBTfiVh6JLL3OXvFDd', from: '2026-02-01', to: '2026-02-05' }],
    ['compare', { chart, from: '2026-02-01', with: '2026-01', limit: '5' }],
  ])
})

describe('in forty days of the same chart with streams', () => {
  let world: Imports
  beforeAll(async () => {
    world = await importsWarehouse()
    await world.add(streamedChart('2026-01-01', 40))
  }, 120_000)
  afterAll(() => world.close())

  compareWithGolden('streamed', () => world, [
    ['chart', { on: '2026-01-20', limit: '3' }],
    ['metric_totals', { limit: '3', above: '500000' }],
    ['metric_totals', { from: '2026-01-10', to: '2026-01-16', limit: '3' }],
    ['metric_milestones', { every: '10000000' }],
    ['dominance', { limit: '3' }],
    ['top_songs', { by: 'metric', per: 'month', limit: '2' }],
    ['top_artists', { by: 'metric', limit: '3' }],
    ['year_end', { by: 'metric', limit: '3' }],
  ])
})

// The recorded entries are not part of the repository, only counts and hashes of them.
describe.runIf(recordings !== '')('in recorded histories', () => {
  const chart = 'top-50-global'
  let warehouse: Warehouse
  beforeAll(async () => {
    warehouse = await recordedWarehouse()
  }, 120_000)

  compareWithGolden(
    'recorded',
    () => warehouse,
    [
      ['number_one_on', { chart, on: '2021-01-15' }],
      ['number_one_on', { chart: 'top-50-brazil', on: 'latest' }],
      ['number_one_calendar', { chart }],
      ['number_ones', { chart }],
      ['artist_history', { chart, artist: 'Bad Bunny' }],
      ['artist_summary', { chart, artist: 'Bad Bunny' }],
      ['chart_beat', { chart, on: '2020-11-28' }],
      ['song_matrix', { song: '47EiUVwUp4C9fGccaPuUCS' }],
      ['compare', { chart, from: '2021-01-01', with: '2020' }],
      ['compare', { chart: 'top-50-brazil', with: 'top-50-norway' }],
      ['artist_history', { chart: 'top-50-brazil', artist: 'Anitta', credit: 'lead' }],
      ['chart', { chart, artist: 'Bad Bunny', on: '2020-12-01' }],
    ],
    true,
  )
})
