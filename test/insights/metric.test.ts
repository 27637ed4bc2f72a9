import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../src/domain/calendar.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse, type IssueFixture } from '../support/warehouse/warehouse.ts'

/**
 * Streams on 14 days. Nobody counted Elm on the last.
 *
 *     January   1    2    3    4    5    6    7    8    9   10   11   12   13   14
 *         Ash  100  100  100  100  100  100  100  150  150  150  150  150  150  150
 *       Birch                                      60   60   60   60   60   60   60
 *         Elm   40   40  160   40   40   40   40   30   30   30   30   30   30    ?
 */
const streamed = Array.from({ length: 14 }, (_, index): IssueFixture => {
  const issue = { date: addDays('2026-01-01', index), chart: 'streamed' }
  if (index === 2) return { ...issue, songs: ['elm', 'ash'], streams: [160, 100] }
  if (index < 7) return { ...issue, songs: ['ash', 'elm'], streams: [100, 40] }
  return { ...issue, songs: ['ash', 'birch', 'elm'], streams: [150, 60, index === 13 ? null : 30] }
})

const january = (day: number) => addDays('2026-01-01', day - 1)

let warehouse: Warehouse
beforeAll(async () => {
  const silent = issues.map((issue) => ({ ...issue, chart: 'silent' }))
  warehouse = await createWarehouse(songs, [...streamed, ...silent])
})
afterAll(() => warehouse.close())

type Given = Record<string, string>

async function table(name: string, given: Given, columns: string): Promise<Value[][]> {
  const { rows } = await runInsight(
    warehouse,
    name,
    { chart: 'streamed', ...given },
    { now: '2026-02-01T08:00:00Z' },
  )
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('chart', () => {
  const columns = 'song metric metric_change metric_share'

  it('shows the metric, its change since the issue before and its share of no. 1', async () => {
    expect(await table('chart', { on: january(8) }, columns)).toEqual([
      ['Ash Élan', 150, 50, 1],
      ['Birch', 60, null, 0.4],
      ['Elm', 30, -10, 0.2],
    ])
    expect(await table('chart', { on: january(3) }, columns)).toEqual([
      ['Elm', 160, 120, 1],
      ['Ash Élan', 100, 0, 0.625],
    ])
  })

  it('has no change on the first issue or where nobody counted, and no metric without one', async () => {
    expect(await table('chart', { on: january(1), limit: '1' }, columns)).toEqual([
      ['Ash Élan', 100, null, 1],
    ])
    expect((await table('chart', { on: january(14) }, columns))[2]).toEqual(['Elm', null, null, null])
    const silent = await table('chart', { chart: 'silent', limit: '1' }, columns)
    expect(silent).toEqual([['Elm', null, null, null]])
  })
})

describe('metric_totals', () => {
  it('adds up the metric, and finds the best issue and the sums of seven', async () => {
    const columns = 'place song metric_name total best best_date last_7 last_7_change issues issues_above'
    expect(await table('metric_totals', { above: '100' }, columns)).toEqual([
      // 7 · 100 + 7 · 150, of which the second seven are 350 more than the first.
      [1, 'Ash Élan', 'streams', 1750, 150, january(8), 1050, 350, 14, 7],
      // 6 · 40 + 160 and 6 · 30
      [2, 'Elm', 'streams', 580, 160, january(3), 180, -220, 13, 1],
      [3, 'Birch', 'streams', 420, 60, january(8), 420, 420, 7, 0],
    ])
  })

  it('adds up within the span; the seven issues are those at its end', async () => {
    const columns = 'song total last_7 last_7_change issues'
    expect(await table('metric_totals', { from: january(9), limit: '2' }, columns)).toEqual([
      ['Ash Élan', 900, 1050, 350, 6],
      ['Birch', 360, 420, 420, 6],
    ])
    // Ten issues are too few to compare seven with seven: Ash has 4 · 100 + 3 · 150 on the last of them.
    expect(await table('metric_totals', { to: january(10), limit: '1' }, columns)).toEqual([
      ['Ash Élan', 1150, 850, null, 10],
    ])
    const early = await table('metric_totals', { to: january(7) }, 'song')
    expect(early).toEqual([['Ash Élan'], ['Elm']])
  })

  it('leaves out a song that was only there before the span', async () => {
    const { rows } = await runInsight(
      warehouse,
      'metric_totals',
      { chart: 'streamed', from: january(14) },
      { now: '2026-02-01T08:00:00Z' },
    )
    expect(rows.map(({ song }) => song)).toEqual(['Ash Élan', 'Birch'])
  })
})

describe('metric_milestones', () => {
  const columns = 'chart_date milestone song total issues_on_chart position'

  it('finds the issue on which a total passed a multiple, the newest first', async () => {
    expect(await table('metric_milestones', { every: '500' }, columns)).toEqual([
      // 700 + 6 · 150
      [january(13), 1500, 'Ash Élan', 1600, 13, 1],
      // 400 + 4 · 30
      [january(11), 500, 'Elm', 520, 11, 3],
      // 700 + 2 · 150, which is the multiple itself
      [january(9), 1000, 'Ash Élan', 1000, 9, 1],
      [january(5), 500, 'Ash Élan', 500, 5, 1],
    ])
  })

  it('names the largest of several that were passed at once', async () => {
    // Elm went from 80 to 240.
    const given = { every: '100', from: january(3), to: january(3) }
    expect(await table('metric_milestones', given, columns)).toEqual([
      [january(3), 300, 'Ash Élan', 300, 3, 2],
      [january(3), 200, 'Elm', 240, 3, 1],
    ])
  })

  it('keeps the newest, and says which totals may be larger', async () => {
    const given = { every: '400', limit: '1' }
    // Birch passes 400 on the 14th, and its debut was seen.
    expect(await table('metric_milestones', given, 'song total censored')).toEqual([['Birch', 420, false]])
    const first = { every: '500', to: january(5) }
    expect(await table('metric_milestones', first, 'song censored')).toEqual([['Ash Élan', true]])
  })
})

describe('dominance', () => {
  it('ranks issues by how far no. 1 is ahead of no. 2, then of the top ten', async () => {
    const columns = 'place chart_date song number_one number_two to_number_two top_ten_mean to_top_ten'
    const rows = await table('dominance', {}, columns)
    expect(rows).toHaveLength(14)
    // 150 / 60 and 150 / 80, six times; 100 / 40 and 100 / 70, or 150 / 60 and 150 / 105; 160 / 100 and 160 / 130.
    expect(rows[0]).toEqual([1, january(8), 'Ash Élan', 150, 60, 2.5, 80, 1.875])
    expect(rows[5]?.[0]).toBe(1)
    expect(rows[6]).toEqual([7, january(1), 'Ash Élan', 100, 40, 2.5, 70, 1.428571])
    expect(rows[12]).toEqual([7, january(14), 'Ash Élan', 150, 60, 2.5, 105, 1.428571])
    expect(rows[13]).toEqual([14, january(3), 'Elm', 160, 100, 1.6, 130, 1.230769])
  })

  it('keeps within the span, and issues that tie with the last one of the limit', async () => {
    expect(await table('dominance', { limit: '1' }, 'chart_date')).toHaveLength(6)
    const given = { from: january(2), to: january(3) }
    expect(await table('dominance', given, 'chart_date')).toEqual([[january(2)], [january(3)]])
  })
})

it('--artist leaves only songs of the artist, and their places among these', async () => {
  // Elm is by Odo, Birch by Ida and Odo, Ash by Ida.
  expect(await table('metric_totals', { artist: 'odo' }, 'place song total')).toEqual([
    [1, 'Elm', 580],
    [2, 'Birch', 420],
  ])
  expect(await table('metric_milestones', { artist: 'odo', every: '400' }, 'song milestone')).toEqual([
    ['Birch', 400],
    ['Elm', 400],
  ])
  expect(await table('dominance', { artist: 'odo' }, 'place chart_date song')).toEqual([
    [1, january(3), 'Elm'],
  ])
})

it.each(['metric_totals', 'metric_milestones', 'dominance'])(
  '%s is not available on a chart without a metric',
  async (name) => {
    await expect(table(name, { chart: 'silent' }, 'song')).rejects.toThrow(
      `${name} needs a number for each entry, e.g. streams, which invented/silent does not offer`,
    )
  },
)
