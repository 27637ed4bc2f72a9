import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listInsights, runInsight } from '../../src/insights/run-insight.ts'
import { formatInsightTable } from '../../src/terminal/format-insight.ts'
import type { ResultRow, Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { datesFrom, inventedChart } from '../support/fixtures/invented.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { allRows, ndjson } from '../support/fixtures/snapshots.ts'
import { takeSome } from '../support/samples.ts'
import { ownWarehouse } from '../support/warehouse/own-warehouse.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

type Given = Record<string, string>

const insights = listInsights()
const has = (name: string) => (insight: (typeof insights)[number]) =>
  insight.parameters.some((parameter) => parameter.name === name)

/** Lists without a span, each with its reason. */
const withoutSpan = {
  chart: 'it is one issue as a whole',
  chart_beat: 'it is the news of one issue',
  freshness: 'it is about the newest issue of each chart',
  split_names: 'names in credits have no date',
  year_end: 'its span is the year',
}

/** Lists about one issue that take a span as well. */
const ofIssues = insights.filter(has('on')).filter(has('from'))

it('every list takes a span, with few exceptions', () => {
  const lists = insights.filter(has('limit'))
  const without = lists.filter((insight) => !has('from')(insight) || !has('to')(insight))
  expect(without.map(({ name }) => name)).toEqual(Object.keys(withoutSpan).sort())
})

describe('a list about an issue', () => {
  let parade: Warehouse
  let invented: Awaited<ReturnType<typeof ownWarehouse>>
  /** Thirty of forty days, so that gaps are between them. */
  const days = datesFrom('2026-01-01', 40).filter((_, index) => index % 4 !== 2)
  beforeAll(async () => {
    parade = await createWarehouse(songs, issues)
    invented = await ownWarehouse()
    const lines = inventedChart('invented', 7, days).text.split('\n')
    await invented.write(allRows(ndjson(lines.map((line) => JSON.parse(line)))))
    await invented.warehouse.load()
  }, 60_000)
  afterAll(() => Promise.all([parade.close(), invented.close()]))

  const ask = async (warehouse: Warehouse, name: string, given: Given): Promise<ResultRow[]> =>
    (await runInsight(warehouse, name, given, { now: '2026-03-01T08:00:00Z' })).rows

  async function table(name: string, given: Given, columns: string): Promise<Value[][]> {
    const rows = await ask(parade, name, given)
    return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
  }

  it('is one of six', () => {
    expect(ofIssues.map(({ name }) => name)).toEqual([
      'climbers',
      'debuts',
      'dropouts',
      'fallers',
      'milestones',
      're_entries',
    ])
  })

  it.each(takeSome(ofIssues, 3))('$name has the rows of each issue of a span', async (insight) => {
    const { name } = insight
    for (const more of [{}, { limit: '2' }, { across_gaps: 'true' }]) {
      const given = Object.fromEntries(Object.entries(more).filter(([word]) => has(word)(insight)))
      const each: ResultRow[] = []
      for (const on of days) each.push(...(await ask(invented.warehouse, name, { ...given, on })))
      const span = { from: days[0] ?? '', to: days.at(-1) ?? '' }
      expect(each.length).toBeGreaterThan(0)
      expect(await ask(invented.warehouse, name, { ...given, ...span })).toEqual(each)
      const [day = ''] = days.slice(9)
      const rest = { ...given, from: day }
      expect(await ask(invented.warehouse, name, rest)).toEqual(
        each.filter(({ chart_date }) => String(chart_date) >= day),
      )
    }
  })

  it('has the newest issue if no span is given', async () => {
    const given = { on: '2026-01-09' }
    expect(await ask(parade, 'climbers', {})).toEqual(await ask(parade, 'climbers', given))
    expect(await ask(parade, 'climbers', { from: '2026-01-09' })).toEqual(
      await ask(parade, 'climbers', given),
    )
  })

  it('names the issue of each row', async () => {
    // On the 6th Fir is back and Hazel new, but issues before it are unobserved.
    expect(await table('debuts', { from: '2026-01-01' }, 'chart_date position song hot_shot')).toEqual([
      ['2026-01-02', 5, 'Gorse', true],
    ])
    const across = { from: '2026-01-01', to: '2026-01-07', across_gaps: 'true' }
    expect(await table('debuts', across, 'chart_date song')).toEqual([
      ['2026-01-02', 'Gorse'],
      ['2026-01-06', 'Hazel'],
    ])
    expect(await table('dropouts', across, 'chart_date exit_position song')).toEqual([
      ['2026-01-02', 5, 'Fir'],
      ['2026-01-06', 4, 'Gorse'],
      ['2026-01-06', 5, 'Cedar'],
    ])
    expect(await table('re_entries', across, 'chart_date song absence_issues')).toEqual([
      ['2026-01-06', 'Fir', 2],
    ])
  })

  it('shows no column of dates in a terminal if the title names the one issue', async () => {
    const hidden = async (given: Given) => {
      const answer = await runInsight(parade, 'climbers', given, { now: '2026-03-01T08:00:00Z' })
      return formatInsightTable(answer).hidden
    }
    expect(await hidden({ on: '2026-01-03' })).toContain('chart_date')
    expect(await hidden({ from: '2026-01-03' })).not.toContain('chart_date')
  })

  it('limits the rows of each issue', async () => {
    const given = { from: '2026-01-02', to: '2026-01-03', limit: '1' }
    expect(await table('climbers', given, 'chart_date place song movement')).toEqual([
      ['2026-01-02', 1, 'Birch', 1],
      ['2026-01-02', 1, 'Elm', 1],
      ['2026-01-03', 1, 'Elm', 2],
    ])
  })

  it('refuses an issue and a span together', async () => {
    const refusal = {
      code: 'Usage',
      message: '--on is one issue, --from and --to are a span of issues; give --on, or --from and --to',
    }
    const on = '2026-01-09'
    await expect(ask(parade, 'debuts', { on, from: on })).rejects.toMatchObject(refusal)
    await expect(ask(parade, 'debuts', { on, to: on })).rejects.toMatchObject(refusal)
    await expect(ask(parade, 'chart', { on, from: on })).rejects.toThrow('chart has no parameter --from')
  })

  it('refuses a span without an issue', async () => {
    await expect(ask(parade, 'debuts', { from: '2027-01-01' })).rejects.toMatchObject({ code: 'NoIssue' })
  })
})

describe('records of a span', () => {
  let parade: Warehouse
  beforeAll(async () => {
    parade = await createWarehouse(songs, issues)
  })
  afterAll(() => parade.close())

  const records = async (given: Given) =>
    (await runInsight(parade, 'records', given, { now: '2026-03-01T08:00:00Z' })).rows.map((row) =>
      [row.record, row.holder, row.value, String(row.reached_on).slice(-2)].join(' '),
    )

  it('count what was reached in it alone', async () => {
    // Elm 1 2 1 1, Ash 2 3 4 4, Fir 3 1 3 3 (back on the 6th), Birch 4 5 5 5, Hazel 5 4 – 2.
    expect(await records({ from: '2026-01-06' })).toEqual([
      'most_issues_on_chart Ash Élan 4 09',
      'most_issues_on_chart Birch 4 09',
      'most_issues_on_chart Elm 4 09',
      'most_issues_on_chart Fir 4 09',
      'longest_stay Ash Élan 4 09',
      'longest_stay Birch 4 09',
      'longest_stay Elm 4 09',
      'longest_stay Fir 4 09',
      'most_issues_at_one Elm 3 09',
      'longest_reign Elm 2 09',
      'biggest_jump Fir 2 07',
      'biggest_fall Fir 2 08',
      'longest_absence Fir 2 06',
      'most_number_ones Odo 1 06',
      'most_number_ones Ida 1 07',
      'most_entries_at_once Ida 4 06',
    ])
  })

  it('are those as of its last day if it begins with the chart', async () => {
    expect(await records({ to: '2026-01-06' })).toEqual(await records({ as_of: '2026-01-06' }))
    expect(await records({ from: '2026-01-01', limit: '3' })).toEqual(await records({ limit: '3' }))
  })

  it('have one last day', async () => {
    await expect(records({ to: '2026-01-06', as_of: '2026-01-06' })).rejects.toThrow(
      '--to and --as-of are both the last day; give one of the two',
    )
  })
})
