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

describe('song_summary', () => {
  it('reports what a song reached', async () => {
    // Elm was 4, 3, 1, unobserved twice, 1, 2, 1, 1: five points for no. 1 make 29.
    const counts =
      'issues_on_chart issues_at_one issues_in_top_5 issues_in_top_10 longest_stay points censored'
    expect(await table('song_summary', { song: 'elm' }, counts)).toEqual([[7, 4, 7, 7, 7, 29, true]])
    const dates = 'debut_date debut_position peak_position peak_date issues_at_peak last_date on_chart'
    expect(await table('song_summary', { song: 'elm' }, dates)).toEqual([
      ['2026-01-01', 4, 1, '2026-01-03', 4, '2026-01-09', true],
    ])
    expect(await table('song_summary', { song: 'fir' }, 'stays longest_stay')).toEqual([[2, 4]])
  })

  it('counts climbs and falls between neighbours, across a gap only with --across-gaps', async () => {
    // Birch was 2, 1, 2, unobserved twice, 4, 5, 5, 5.
    expect(await table('song_summary', { song: 'birch' }, 'climbs falls')).toEqual([[1, 2]])
    const given = { song: 'birch', across_gaps: 'true' }
    expect(await table('song_summary', given, 'climbs falls')).toEqual([[1, 3]])
  })
})

describe('longest_stays', () => {
  it('ranks stays, also several of one song, and says which may be longer', async () => {
    const columns = 'place song stay issues first_date last_date in_progress censored'
    expect(await table('longest_stays', {}, columns)).toEqual([
      [1, 'Ash Élan', 1, 7, '2026-01-01', '2026-01-09', true, true],
      [1, 'Birch', 1, 7, '2026-01-01', '2026-01-09', true, true],
      [1, 'Elm', 1, 7, '2026-01-01', '2026-01-09', true, true],
      [4, 'Fir', 2, 4, '2026-01-06', '2026-01-09', true, true],
      [5, 'Cedar', 1, 3, '2026-01-01', '2026-01-03', false, true],
      [5, 'Hazel', 1, 3, '2026-01-06', '2026-01-09', true, true],
      [7, 'Gorse', 1, 2, '2026-01-02', '2026-01-03', false, true],
      [8, 'Fir', 1, 1, '2026-01-01', '2026-01-01', false, true],
    ])
  })

  it('keeps stays that tie with the last one of the limit', async () => {
    expect(await table('longest_stays', { limit: '1' }, 'song')).toEqual([['Ash Élan'], ['Birch'], ['Elm']])
  })
})

describe('most_issues_in_top', () => {
  it('counts issues down to a position', async () => {
    // In the top two: elm 1 1 2 1 1, ash 1 2 2, birch 2 1 2, fir 1, hazel 2.
    const columns = 'place song issues_in_top issues first_date last_date censored'
    expect(await table('most_issues_in_top', { top: '2' }, columns)).toEqual([
      [1, 'Elm', 5, 7, '2026-01-03', '2026-01-09', true],
      [2, 'Ash Élan', 3, 7, '2026-01-01', '2026-01-06', true],
      [2, 'Birch', 3, 7, '2026-01-01', '2026-01-03', true],
      [4, 'Fir', 1, 5, '2026-01-07', '2026-01-07', true],
      [4, 'Hazel', 1, 3, '2026-01-09', '2026-01-09', true],
    ])
    expect(await table('most_issues_in_top', { top: '1', limit: '1' }, 'song issues_in_top')).toEqual([
      ['Elm', 4],
    ])
  })

  it('counts within a span', async () => {
    const given = { top: '2', from: '2026-01-02', to: '2026-01-03' }
    expect(await table('most_issues_in_top', given, 'song issues_in_top issues')).toEqual([
      ['Birch', 2, 2],
      ['Ash Élan', 1, 2],
      ['Elm', 1, 2],
    ])
  })
})

describe('milestones', () => {
  const columns = 'milestone counted position song value best_of_others'

  it('finds the first no. 1, a jump that ties the record and the longest stays in progress', async () => {
    // Fir came from 3 to 1 as Elm did on the 3rd. Three songs were on every observed issue.
    expect(await table('milestones', { on: '2026-01-07' }, columns)).toEqual([
      ['first_number_one', 'issues_at_one', 1, 'Fir', 1, null],
      ['record_tied', 'jump', 1, 'Fir', 2, 2],
      ['longest_stay_in_progress', 'stay', 2, 'Elm', 5, null],
      ['longest_stay_in_progress', 'stay', 3, 'Ash Élan', 5, null],
      ['longest_stay_in_progress', 'stay', 5, 'Birch', 5, null],
    ])
  })

  it('says once that a record falls, when the count passes all others', async () => {
    // On the 3rd Elm has one issue at no. 1 as Ash and Birch have; on the 6th a second, from then on only more.
    const records = async (on: string) =>
      (await table('milestones', { on }, columns)).filter(([milestone]) =>
        String(milestone).startsWith('record'),
      )
    expect(await records('2026-01-03')).toEqual([
      ['record_broken', 'jump', 1, 'Elm', 2, 1],
      ['record_tied', 'issues_at_one', 1, 'Elm', 1, 1],
    ])
    expect(await records('2026-01-06')).toEqual([['record_broken', 'issues_at_one', 1, 'Elm', 2, 1]])
    expect(await records('2026-01-08')).toEqual([])
  })

  it('leaves out a jump over an issue with a hole, also where another song jumps as far', async () => {
    const warehouse = await createWarehouse({}, [
      { date: '2026-01-01', songs: ['a', 'b', 'c'] },
      { date: '2026-01-02', songs: ['a', 'c', 'b'] },
      { date: '2026-01-03', songs: [null, 'z', 'b'] },
      { date: '2026-01-04', songs: ['c', 'b', 'z'] },
    ])
    const { rows } = await runInsight(
      warehouse,
      'milestones',
      { on: '2026-01-04' },
      { now: '2026-01-11T08:00:00Z' },
    )
    expect(rows.filter(({ counted }) => counted === 'jump').map(({ song_id }) => song_id)).toEqual(['b'])
    await warehouse.close()
  })

  it('has none on the first observed issue', async () => {
    expect(await table('milestones', { on: '2026-01-01' }, columns)).toEqual([])
  })

  it('marks every hundredth issue', async () => {
    const rows = await table('milestones', { chart: 'hundred' }, 'milestone song value censored')
    expect(rows).toEqual([
      ['round_count', 'Elm', 100, true],
      ['longest_stay_in_progress', 'Elm', 100, true],
    ])
  })
})

describe('records', () => {
  it('names holder, previous holder and margin, since the first observed issue', async () => {
    const columns = 'record holder value reached_on previous_holder previous_value margin since'
    const since = '2026-01-01'
    expect(await table('records', {}, columns)).toEqual([
      // Cedar had left with three; on the 9th three songs have seven.
      ['most_issues_on_chart', 'Ash Élan', 7, '2026-01-09', 'Cedar', 3, 4, since],
      ['most_issues_on_chart', 'Birch', 7, '2026-01-09', 'Cedar', 3, 4, since],
      ['most_issues_on_chart', 'Elm', 7, '2026-01-09', 'Cedar', 3, 4, since],
      ['longest_stay', 'Ash Élan', 7, '2026-01-09', 'Cedar', 3, 4, since],
      ['longest_stay', 'Birch', 7, '2026-01-09', 'Cedar', 3, 4, since],
      ['longest_stay', 'Elm', 7, '2026-01-09', 'Cedar', 3, 4, since],
      ['most_issues_at_one', 'Elm', 4, '2026-01-09', 'Ash Élan', 1, 3, since],
      ['longest_reign', 'Elm', 2, '2026-01-06', 'Ash Élan', 1, 1, since],
      ['biggest_jump', 'Elm', 2, '2026-01-03', 'Birch', 1, 1, since],
      ['biggest_jump', 'Fir', 2, '2026-01-07', 'Birch', 1, 1, since],
      ['biggest_fall', 'Fir', 2, '2026-01-08', 'Ash Élan', 1, 1, since],
      // Hazel's shorter absence came later, so nobody held this before.
      ['longest_absence', 'Fir', 2, '2026-01-06', null, null, null, since],
      ['most_number_ones', 'Ida', 3, '2026-01-07', 'Odo', 2, 1, since],
      ['most_entries_at_once', 'Ida', 4, '2026-01-06', 'Odo', 3, 1, since],
    ])
  })

  it('counts those who shared the record before, and says which values may be larger', async () => {
    const rows = await table('records', {}, 'record holder previous_holders censored')
    // At no. 1 once were Ash, Birch and Fir, in a reign before the 6th only the first two.
    expect(rows).toContainEqual(['most_issues_at_one', 'Elm', 3, true])
    expect(rows).toContainEqual(['longest_reign', 'Elm', 2, true])
    // One place down: Ash and Cedar on the 2nd, Birch on the 3rd, Elm on the 7th.
    expect(rows).toContainEqual(['biggest_fall', 'Fir', 4, false])
    // Two issues of the absence were observed, two more were not.
    expect(rows).toContainEqual(['longest_absence', 'Fir', null, true])
  })

  it('counts a move over unobserved issues only when asked', async () => {
    // Birch fell from 2 to 4 over the gap.
    const rows = await table('records', { across_gaps: 'true' }, 'record holder value reached_on')
    expect(rows.filter(([record]) => record === 'biggest_fall')).toEqual([
      ['biggest_fall', 'Birch', 2, '2026-01-06'],
      ['biggest_fall', 'Fir', 2, '2026-01-08'],
    ])
  })

  it('keeps the records of several charts apart', async () => {
    const rows = await table('records', { chart: 'all' }, 'chart record holder value')
    const [fewest, most] = ['after-a-gap', 'two-stays'].map((chart) =>
      rows.filter(([of, record]) => of === chart && record === 'most_number_ones'),
    )
    expect(fewest).toEqual([
      ['after-a-gap', 'most_number_ones', 'Ida', 1],
      ['after-a-gap', 'most_number_ones', 'Odo', 1],
      ['after-a-gap', 'most_number_ones', 'Uma', 1],
    ])
    expect(most).toEqual([
      ['two-stays', 'most_number_ones', 'Ida', 2],
      ['two-stays', 'most_number_ones', 'Odo', 2],
    ])
  })
})
