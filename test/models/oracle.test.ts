import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { LocalWarehouse, ResultRow } from '../../src/warehouse/warehouse.ts'
import { publishedChart } from '../support/fixtures/published-chart.ts'
import {
  type ChartedSong,
  comparePlaces,
  groupBy,
  matchRecordings,
  readPublishedYearEnds,
  summarizeAgreements,
} from '../support/fixtures/published-year-ends.ts'
import { recordings } from '../support/fixtures/recorded.ts'

const now = '2026-01-01T00:00:00Z'

/** The points rules that need nothing but positions, by chart year and by what counts for a year. */
const rules = ['calendar', 'december'].flatMap((year) =>
  ['cut', 'whole'].flatMap((runs) =>
    ['inverse', 'log', 'power', 'reciprocal'].map((points) => ({ points, year, runs })),
  ),
)

describe.runIf(recordings !== '')('a chart that publishes its own columns', () => {
  let warehouse: LocalWarehouse
  let agreement: ResultRow[]

  beforeAll(async () => {
    warehouse = await publishedChart()
    const answer = await runInsight(warehouse, 'source_agreement', {}, { now })
    agreement = answer.rows
  }, 120_000)

  afterAll(() => warehouse.close())

  const of = (compared: string) => agreement.find((row) => row.compared === compared)

  it.each([
    ['previous_position', 0.9955, 1],
    ['peak_position', 0.9951, 0.989],
    ['issues_on_chart', 0.9993, 0.982],
  ])('agrees with us on %s', (compared, least, leastOnReEntries) => {
    expect(of(compared)?.agreement).toBeGreaterThanOrEqual(least)
    expect(of(compared)?.re_entry_agreement).toBeGreaterThanOrEqual(leastOnReEntries)
  })

  it('disagrees for a known reason, but for less than a thousandth of its entries', () => {
    expect(of('all')?.unknown_share).toBeLessThan(0.001)
  })

  const numberOnes = async (artist: string) => {
    const { rows } = await runInsight(warehouse, 'top_artists', { limit: '100000' }, { now })
    return rows.find((row) => row.artist === artist)?.number_ones
  }

  it('counts as many no. 1s of an artist as its publisher', async () => {
    expect(await numberOnes('The Beatles')).toBe(20)
    expect(await numberOnes('The Supremes')).toBe(12)
    expect(await numberOnes('Michael Jackson')).toBe(13)
    expect(await numberOnes('Stevie Wonder')).toBe(10)
  })

  it('keeps names whole that contain a separator', async () => {
    const { rows } = await warehouse.query(`
      select distinct artists.artist_name as name
      from core.song_credits as credits
      inner join core.artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id`)
    const names = rows.map(({ name }) => name)
    const whole = ['Simon & Garfunkel', 'Earth, Wind & Fire', 'Kool & The Gang', 'Seals & Crofts', 'AC/DC']
    expect(names).toEqual(expect.arrayContaining(whole))
    // There was a band called Wind.
    for (const part of ['The Gang', 'Gang', 'Fire', 'Garfunkel', 'DC']) expect(names).not.toContain(part)
  })

  it('disagrees as often and for the reasons that it always did', async () => {
    await expect(`${JSON.stringify(agreement, null, 2)}\n`).toMatchFileSnapshot(
      '../golden/oracle-agreement.json',
    )
  })

  const yearEnd = async ({ points, year, runs }: (typeof rules)[number]) => {
    const chart_year = year === 'calendar' ? '01-01' : year
    const given = { points, chart_year, runs, limit: '10000' }
    const { rows } = await runInsight(warehouse, 'year_end', given, { now })
    return groupBy(rows, (row) => Number(row.year))
  }

  it('makes year-ends that are as near to the published ones as the definitions say', async () => {
    const published = readPublishedYearEnds()
    const charted = await warehouse.query(`
      select
        history.recording_id, names.song, names.artists,
        cast(extract(year from history.chart_date) as integer) as year, count(*) as issues
      from core.chart_history as history
      inner join core.song_names as names on history.source = names.source and history.recording_id = names.song_id
      group by 1, 2, 3, 4`)
    const matched = matchRecordings(published, charted.rows as unknown as ChartedSong[])
    const top = [...matched].filter(([{ year, position }]) => year === 1992 && position <= 10)
    const summaries = []
    for (const rule of rules) {
      const computed = await yearEnd(rule)
      const agreements = [...groupBy(matched, ([{ year }]) => year)].map(([year, songs]) => {
        const places = (computed.get(year) ?? []).map((row): [string, number] => [
          String(row.recording_id),
          Number(row.place),
        ])
        return comparePlaces(songs, new Map(places))
      })
      const places = new Map((computed.get(1992) ?? []).map((row) => [row.recording_id, row.place]))
      const top_of_1992 = top.map(([, recording]) => places.get(recording)).join(', ')
      summaries.push({ ...rule, ...summarizeAgreements(agreements), top_of_1992 })
    }
    const golden = { published: published.length, matched: matched.size, rules: summaries }
    await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot('../golden/year-ends.json')
  }, 300_000)
})
