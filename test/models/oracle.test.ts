import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { LocalWarehouse, ResultRow } from '../../src/warehouse/warehouse.ts'
import { publishedChart } from '../support/fixtures/published-chart.ts'
import { recordings } from '../support/fixtures/recorded.ts'

describe.runIf(recordings !== '')('a chart that publishes its own columns', () => {
  let warehouse: LocalWarehouse
  let agreement: ResultRow[]

  beforeAll(async () => {
    warehouse = await publishedChart()
    const answer = await runInsight(warehouse, 'source_agreement', {}, { now: '2026-01-01T00:00:00Z' })
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
    const { rows } = await runInsight(
      warehouse,
      'top_artists',
      { limit: '100000' },
      { now: '2026-01-01T00:00:00Z' },
    )
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
})
