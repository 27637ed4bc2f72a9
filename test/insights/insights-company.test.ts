import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { occasions, tracks } from '../support/fixtures/occasions.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let parade: Warehouse
let others: Warehouse
beforeAll(async () => {
  parade = await createWarehouse(songs, issues)
  others = await createWarehouse({ ...songs, ...tracks }, occasions)
})
afterAll(() => Promise.all([parade.close(), others.close()]))

type Given = Record<string, string>

/** The rows of an answer over the parade, or over a chart that is named; some columns of each. */
async function table(name: string, given: Given, columns: string): Promise<Value[][]> {
  const warehouse = given.chart === undefined ? parade : others
  const { rows } = await runInsight(warehouse, name, given, { now: '2026-01-11T08:00:00Z' })
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('turnover', () => {
  const columns = 'chart_date depth entries debuts re_entries turnover'

  it('is the share of an issue that was not in the one before', async () => {
    expect(await table('turnover', {}, columns)).toEqual([
      ['2026-01-02', 5, 5, 1, 0, 0.2],
      ['2026-01-03', 5, 5, 0, 0, 0],
      ['2026-01-07', 5, 5, 0, 0, 0],
      ['2026-01-08', 5, 4, 0, 0, 0],
      ['2026-01-09', 5, 5, 0, 0, 0],
    ])
  })

  it('goes over a gap only when asked, and says so', async () => {
    const given = { across_gaps: 'true', from: '2026-01-06', to: '2026-01-06' }
    expect(await table('turnover', given, `${columns} missing_before`)).toEqual([
      ['2026-01-06', 5, 5, 1, 1, 0.4, 2],
    ])
  })

  it('compares down to the smaller size', async () => {
    expect(await table('turnover', { chart: 'resized' }, `${columns} size_changed`)).toEqual([
      ['2026-01-02', 2, 2, 1, 0, 0.5, true],
      ['2026-01-03', 2, 2, 1, 0, 0.5, true],
    ])
  })
})

describe('simultaneous_entries', () => {
  const columns = 'chart_date artist entries positions record is_record'

  it('finds the artist with the most songs on each issue, and the record so far', async () => {
    expect(await table('simultaneous_entries', {}, columns)).toEqual([
      ['2026-01-01', 'Ida', 3, '1, 2, 5', 3, true],
      ['2026-01-01', 'Odo', 3, '2, 3, 4', 3, true],
      ['2026-01-02', 'Odo', 3, '1, 3, 4', 3, true],
      ['2026-01-03', 'Odo', 3, '1, 2, 5', 3, true],
      ['2026-01-06', 'Ida', 4, '2, 3, 4, 5', 4, true],
      ['2026-01-07', 'Ida', 4, '1, 3, 4, 5', 4, true],
      ['2026-01-08', 'Ida', 3, '3, 4, 5', 4, false],
      ['2026-01-09', 'Ida', 4, '2, 3, 4, 5', 4, true],
    ])
  })

  it('follows one artist, by lead credit when asked', async () => {
    const given = { artist: 'Odo', credit: 'lead', from: '2026-01-03' }
    expect(await table('simultaneous_entries', given, 'chart_date entries record')).toEqual([
      ['2026-01-03', 2, 2],
      ['2026-01-06', 1, 2],
      ['2026-01-07', 1, 2],
      ['2026-01-08', 1, 2],
      ['2026-01-09', 1, 2],
    ])
  })
})

describe('collaborations', () => {
  it('weights pairs of artists by the points of their songs', async () => {
    // Birch of Ida and Odo has 18 points in 7 entries, Hazel of all three 7 in 3; 10 of 34 entries are shared.
    const columns = 'place artist other_artist points songs entries degree other_degree shared_credits'
    expect(await table('collaborations', {}, columns)).toEqual([
      [1, 'Ida', 'Odo', 25, 2, 10, 2, 2, 0.294118],
      [2, 'Ida', 'Uma', 7, 1, 3, 2, 2, 0.294118],
      [2, 'Odo', 'Uma', 7, 1, 3, 2, 2, 0.294118],
    ])
  })

  it('shows the pairs of one artist, within a span', async () => {
    const given = { artist: 'Odo', to: '2026-01-03' }
    expect(await table('collaborations', given, 'artist other_artist points degree')).toEqual([
      ['Ida', 'Odo', 13, 1],
    ])
  })
})

describe('album_bombs', () => {
  const columns = 'chart_date album lead_artist debuts total_tracks positions depth'

  it('finds debuts of one album at once, down to the smaller size if it changed', async () => {
    // Two of the three debuts stand where the issue before had positions.
    expect(await table('album_bombs', { chart: 'grown', least: '2' }, columns)).toEqual([
      ['2026-01-02', 'Fanfare', 'Uma', 2, 12, '1, 2', 2],
    ])
    expect(await table('album_bombs', { chart: 'grown' }, columns)).toEqual([])
  })

  it('needs three by default, and skips the first observed issue', async () => {
    expect(await table('album_bombs', { chart: 'same-size' }, columns)).toEqual([
      ['2026-01-02', 'Fanfare', 'Uma', 3, 12, '1, 2, 3', 4],
    ])
    expect(await table('album_bombs', { chart: 'begins-with-it' }, columns)).toEqual([])
  })

  it('leaves out an issue after a gap unless asked', async () => {
    const chart = 'after-a-gap'
    expect(await table('album_bombs', { chart }, columns)).toEqual([])
    expect(await table('album_bombs', { chart, across_gaps: 'true' }, 'debuts')).toEqual([[3]])
  })
})

describe('year_end', () => {
  const columns = 'year place song points issues issues_at_one best_position'

  it('gives a year its issues, ties by issues at no. 1, best position and id', async () => {
    // In 2026 Ash has 2 + 1 and Elm 1 + 2 points, neither was at no. 1, both were second.
    expect(await table('year_end', { chart: 'new-year' }, columns)).toEqual([
      [2025, 1, 'Ash Élan', 6, 2, 2, 1],
      [2025, 2, 'Birch', 4, 2, 0, 2],
      [2025, 3, 'Elm', 2, 2, 0, 3],
      [2026, 1, 'Birch', 6, 2, 2, 1],
      [2026, 2, 'Ash Élan', 3, 2, 0, 2],
      [2026, 3, 'Elm', 3, 2, 0, 2],
    ])
  })

  it('gives a whole stay to the year of its peak', async () => {
    // Ash 3 + 3 + 2 + 1 with its peak in 2025; Birch 2 + 2 + 3 + 3 and Elm 1 + 1 + 1 + 2 with theirs in 2026.
    expect(await table('year_end', { chart: 'new-year', runs: 'whole' }, columns)).toEqual([
      [2025, 1, 'Ash Élan', 9, 4, 2, 1],
      [2026, 1, 'Birch', 10, 4, 2, 1],
      [2026, 2, 'Elm', 5, 4, 0, 2],
    ])
  })

  it('gives each stay of a song to a year of its own', async () => {
    const rows = await table('year_end', { chart: 'two-stays', runs: 'whole' }, 'year song points')
    expect(rows.filter(([, song]) => song === 'Ash Élan')).toEqual([
      [2025, 'Ash Élan', 2],
      [2026, 'Ash Élan', 1],
    ])
  })

  it('shows one year and how much of it was observed', async () => {
    const rows = await table(
      'year_end',
      { year: '2026', limit: '1' },
      'song points observed missing censored',
    )
    expect(rows).toEqual([['Elm', 29, 7, 2, true]])
  })
})
