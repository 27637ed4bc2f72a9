import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { smallWorld } from '../support/fixtures/small-world.ts'
import { createWarehouse, type IssueFixture } from '../support/warehouse/warehouse.ts'

/**
 * A chart of three positions, a day each: `fig` comes new to no. 1, `lime` is second for longer than anyone, `kiwi` comes
 * back after three days. On the 8th an item cannot be read, the 10th is unobserved.
 *
 *     February   1     2     3     4     5     6     7     8     9     10  11
 *            1   kiwi  kiwi  fig   fig   nut   nut   lime  lime  kiwi  ?   plum
 *            2   nut   lime  lime  lime  lime  lime  nut   –     lime  ?   lime
 *            3   lime  nut   kiwi  nut   fig   kiwi  kiwi  nut   nut   ?   kiwi
 */
const fruit: IssueFixture[] = [
  ['kiwi', 'nut', 'lime'],
  ['kiwi', 'lime', 'nut'],
  ['fig', 'lime', 'kiwi'],
  ['fig', 'lime', 'nut'],
  ['nut', 'lime', 'fig'],
  ['nut', 'lime', 'kiwi'],
  ['lime', 'nut', 'kiwi'],
  ['lime', null, 'nut'],
  ['kiwi', 'lime', 'nut'],
  ['plum', 'lime', 'kiwi'],
].map((list, index) => ({
  date: `2026-02-${String(index < 9 ? index + 1 : 11).padStart(2, '0')}`,
  songs: list,
}))

let parade: Warehouse
let basket: Warehouse
beforeAll(async () => {
  parade = await createWarehouse(songs, issues)
  basket = await createWarehouse(
    {
      kiwi: { artists: ['Ida'] },
      nut: { artists: ['Odo'] },
      lime: { artists: ['Odo', 'Uma'] },
      fig: { artists: ['Uma'] },
      plum: { artists: ['Ida'] },
    },
    fruit,
  )
})
afterAll(() => Promise.all([parade.close(), basket.close()]))

/** The rows of an answer; some columns of each. */
async function table(warehouse: Warehouse, name: string, given: Record<string, string>, columns: string) {
  const { rows } = await runInsight(warehouse, name, given, { now: '2026-03-01T08:00:00Z' })
  return rows.map((row) => columns.split(' ').map((column): Value => row[column] ?? null))
}

describe('debuted_at_number_one', () => {
  const columns = 'place chart_date song issues_at_one maybe_in_hole censored'

  it('lists songs that were at no. 1 on their first issue, the newest first', async () => {
    // Kiwi was on the first observed issue, so its debut is unknown. Plum came after an unobserved issue.
    expect(await table(basket, 'debuted_at_number_one', {}, columns)).toEqual([
      [1, '2026-02-03', 'fig', 2, false, false],
    ])
    expect(
      await table(basket, 'debuted_at_number_one', { across_gaps: 'true', limit: '1' }, columns),
    ).toEqual([[1, '2026-02-11', 'plum', 1, false, true]])
  })

  it('lists those of one artist, within a span', async () => {
    const given = { across_gaps: 'true', artist: 'Ida' }
    expect(await table(basket, 'debuted_at_number_one', given, 'song')).toEqual([['plum']])
    expect(await table(basket, 'debuted_at_number_one', { ...given, to: '2026-02-09' }, 'song')).toEqual([])
  })

  it('says where the issue before has a hole, and leaves out songs that the source had before', async () => {
    const warehouse = await createWarehouse({ a: { artists: ['Ida'] } }, [
      { date: '2026-01-01', songs: ['x', null] },
      { date: '2026-01-02', songs: ['a', 'x'] },
      {
        date: '2026-01-03',
        songs: ['b', 'a'],
        published: [
          [null, 1, 4],
          [1, 1, 2],
        ],
      },
    ])
    expect(await table(warehouse, 'debuted_at_number_one', {}, 'song maybe_in_hole censored')).toEqual([
      ['a', true, true],
    ])
    await warehouse.close()
  })
})

describe('stuck_at_two', () => {
  const columns = 'place song issues_at_two first_date last_date censored'

  it('counts issues at no. 2 of songs that were never at no. 1', async () => {
    // Of the parade only Hazel stopped at no. 2; a hole may hold it the day before.
    expect(await table(parade, 'stuck_at_two', {}, columns)).toEqual([
      [1, 'Hazel', 1, '2026-01-09', '2026-01-09', true],
    ])
    // Lime was at no. 1 on the 7th.
    expect(await table(basket, 'stuck_at_two', {}, columns)).toEqual([])
  })

  it('counts in a span, and knows what was at no. 1 before it', async () => {
    // Up to the 4th: lime second three times, nut once.
    expect(await table(basket, 'stuck_at_two', { to: '2026-02-04' }, columns)).toEqual([
      [1, 'lime', 3, '2026-02-02', '2026-02-04', true],
      [2, 'nut', 1, '2026-02-01', '2026-02-01', true],
    ])
    const given = { to: '2026-02-04', artist: 'Uma', limit: '1' }
    expect(await table(basket, 'stuck_at_two', given, 'song')).toEqual([['lime']])
    // From the 8th on lime is second again, but it was at no. 1 on the 7th.
    expect(await table(basket, 'stuck_at_two', { from: '2026-02-08' }, columns)).toEqual([])
  })
})

describe('biggest_moves', () => {
  const columns = 'place chart_date song movement position previous_position'

  it('ranks climbs and falls between neighbours', async () => {
    // Elm came from 3 to 1 on the 3rd, Fir on the 7th; Fir fell from 1 to 3 on the 8th.
    expect(await table(parade, 'biggest_moves', { limit: '1' }, columns)).toEqual([
      [1, '2026-01-03', 'Elm', 2, 1, 3],
      [1, '2026-01-07', 'Fir', 2, 1, 3],
    ])
    expect(await table(parade, 'biggest_moves', { direction: 'down', limit: '1' }, columns)).toEqual([
      [1, '2026-01-08', 'Fir', -2, 3, 1],
    ])
  })

  it('counts a move over unobserved issues only when asked', async () => {
    const given = { direction: 'down', limit: '1', across_gaps: 'true' }
    expect(await table(parade, 'biggest_moves', given, 'chart_date song movement')).toEqual([
      ['2026-01-06', 'Birch', -2],
      ['2026-01-08', 'Fir', -2],
    ])
  })

  it('ranks songs that left by their last position', async () => {
    // Hazel is back after the hole of the 8th, so it did not leave.
    expect(await table(parade, 'biggest_moves', { direction: 'off' }, columns)).toEqual([
      [1, '2026-01-02', 'Fir', null, null, 5],
    ])
    const across = { direction: 'off', across_gaps: 'true' }
    expect(await table(parade, 'biggest_moves', across, 'place chart_date song previous_position')).toEqual([
      [1, '2026-01-06', 'Gorse', 4],
      [2, '2026-01-02', 'Fir', 5],
      [2, '2026-01-06', 'Cedar', 5],
    ])
    // On the 8th kiwi may be in the hole, and it is back on the 9th.
    expect(
      await table(
        basket,
        'biggest_moves',
        { direction: 'off' },
        'chart_date song previous_position maybe_in_hole',
      ),
    ).toEqual([
      ['2026-02-03', 'nut', 3, false],
      ['2026-02-04', 'kiwi', 3, false],
      ['2026-02-06', 'fig', 3, false],
    ])
  })

  it('marks a song that may be in a hole, and compares down to the smaller size', async () => {
    const warehouse = await createWarehouse({}, [
      { date: '2026-01-01', songs: ['a', 'b', 'c', 'd'] },
      { date: '2026-01-02', songs: ['a', null, 'c'] },
    ])
    expect(
      await table(warehouse, 'biggest_moves', { direction: 'off' }, 'song previous_position maybe_in_hole'),
    ).toEqual([['b', 2, true]])
    await warehouse.close()
  })
})

describe('biggest_jump_to_number_one', () => {
  it('ranks songs by how far they came', async () => {
    const columns = 'place chart_date song movement previous_position'
    expect(await table(parade, 'biggest_jump_to_number_one', {}, columns)).toEqual([
      [1, '2026-01-03', 'Elm', 2, 3],
      [1, '2026-01-07', 'Fir', 2, 3],
      [3, '2026-01-02', 'Birch', 1, 2],
      [3, '2026-01-08', 'Elm', 1, 2],
    ])
  })

  it('needs neighbours, unless asked otherwise', async () => {
    const warehouse = await createWarehouse({}, [
      { date: '2026-01-01', songs: ['a', 'b'] },
      { date: '2026-01-03', songs: ['b', 'a'] },
    ])
    expect(await table(warehouse, 'biggest_jump_to_number_one', {}, 'song')).toEqual([])
    expect(await table(warehouse, 'biggest_jump_to_number_one', { across_gaps: 'true' }, 'song')).toEqual([
      ['b'],
    ])
    await warehouse.close()
  })
})

describe('longest_climb_to_number_one', () => {
  it('counts issues on the chart up to the first one at no. 1', async () => {
    // Fir was on the chart on the 1st, left, and was on its third issue on the 7th.
    const columns =
      'place song issues_to_number_one debut_date debut_position chart_date days run_number censored'
    expect(await table(parade, 'longest_climb_to_number_one', {}, columns)).toEqual([
      [1, 'Elm', 3, '2026-01-01', 4, '2026-01-03', 2, 1, true],
      [1, 'Fir', 3, '2026-01-01', 5, '2026-01-07', 6, 2, true],
      [3, 'Birch', 2, '2026-01-01', 2, '2026-01-02', 1, 1, true],
      [4, 'Ash Élan', 1, '2026-01-01', 1, '2026-01-01', 0, 1, true],
    ])
  })

  it('looks at songs that got there within a span, and says which counts are whole', async () => {
    const given = { from: '2026-02-02', to: '2026-02-05' }
    const columns = 'song issues_to_number_one days censored'
    expect(await table(basket, 'longest_climb_to_number_one', given, columns)).toEqual([
      // Nut: 1st, 2nd, 4th, 5th.
      ['nut', 4, 4, true],
      ['fig', 1, 0, false],
    ])
  })
})

describe('longest_absence', () => {
  const columns =
    'place song absence_issues absence_days last_date last_position chart_date position censored'

  it('ranks absences that ended, and marks those over unobserved issues', async () => {
    expect(await table(parade, 'longest_absence', {}, columns)).toEqual([
      [1, 'Fir', 2, 5, '2026-01-01', 5, '2026-01-06', 3, true],
    ])
    // Kiwi was missing on the 4th and the 5th, nut on the 3rd; on the 8th a hole may hold kiwi.
    expect(await table(basket, 'longest_absence', {}, columns)).toEqual([
      [1, 'kiwi', 2, 3, '2026-02-03', 3, '2026-02-06', 3, false],
      [2, 'nut', 1, 2, '2026-02-02', 3, '2026-02-04', 3, false],
    ])
  })

  it('takes the end of an absence for its place in a span', async () => {
    expect(await table(basket, 'longest_absence', { to: '2026-02-05' }, 'song')).toEqual([['nut']])
    expect(await table(basket, 'longest_absence', { limit: '1' }, 'song')).toEqual([['kiwi']])
  })

  it('counts shorter issues as chart_run and records do, and leaves out songs that the source had on the issue before', async () => {
    const warehouse = await createWarehouse({}, [
      { date: '2026-01-01', songs: ['a', 'b', 'c'] },
      { date: '2026-01-02', songs: ['a'] },
      { date: '2026-01-03', songs: ['a', 'b', 'c'] },
      { date: '2026-01-04', songs: ['c'] },
      { date: '2026-01-05', songs: ['b'], published: [[2, 2, 3]] },
      { date: '2026-01-06', songs: ['a'] },
    ])
    expect(await table(warehouse, 'longest_absence', {}, 'song absence_issues')).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 1],
    ])
    expect(await table(warehouse, 'chart_run', { song: 'c' }, 'positions')).toEqual([['3 (RE) 3-1']])
    await warehouse.close()
  })
})

describe('records as lists, and as of a day', () => {
  const columns = 'record place holder value reached_on'
  const list = async (record: string, given: Record<string, string>) =>
    (await table(parade, 'records', given, columns))
      .filter(([name]) => name === record)
      .map(([, ...row]) => row)

  it('gives each holder a place with its best value', async () => {
    // Elm was at no. 1 on the 3rd, 6th, 8th and 9th; Ash, Birch and Fir once.
    expect(await list('most_issues_at_one', { limit: '2' })).toEqual([
      [1, 'Elm', 4, '2026-01-09'],
      [2, 'Ash Élan', 1, '2026-01-01'],
      [2, 'Birch', 1, '2026-01-02'],
      [2, 'Fir', 1, '2026-01-07'],
    ])
    // Up two: Elm on the 3rd, Fir on the 7th. Up one: Birch on the 2nd, Gorse on the 3rd, Hazel on the 7th.
    expect(await list('biggest_jump', { limit: '3' })).toEqual([
      [1, 'Elm', 2, '2026-01-03'],
      [1, 'Fir', 2, '2026-01-07'],
      [3, 'Birch', 1, '2026-01-02'],
      [3, 'Gorse', 1, '2026-01-03'],
      [3, 'Hazel', 1, '2026-01-07'],
    ])
    expect(await list('most_number_ones', { limit: '10' })).toEqual([
      [1, 'Ida', 3, '2026-01-07'],
      [2, 'Odo', 2, '2026-01-03'],
    ])
    expect(await list('most_entries_at_once', { limit: '2' })).toEqual([
      [1, 'Ida', 4, '2026-01-06'],
      [2, 'Odo', 3, '2026-01-01'],
    ])
  })

  it('counts up to a day, also songs and reigns that went on', async () => {
    const given = { as_of: '2026-01-07' }
    // By the 7th Elm was at no. 1 on the 3rd and the 6th, and Fir is not back at 3 yet.
    expect(await list('most_issues_at_one', given)).toEqual([[1, 'Elm', 2, '2026-01-06']])
    expect(await list('longest_reign', { as_of: '2026-01-04' })).toEqual([
      [1, 'Ash Élan', 1, '2026-01-01'],
      [1, 'Birch', 1, '2026-01-02'],
      [1, 'Elm', 1, '2026-01-03'],
    ])
    expect(await list('longest_stay', given)).toEqual([
      [1, 'Ash Élan', 5, '2026-01-07'],
      [1, 'Birch', 5, '2026-01-07'],
      [1, 'Elm', 5, '2026-01-07'],
    ])
    // One place down before the 8th: Ash and Cedar on the 2nd, Birch on the 3rd, Elm on the 7th.
    expect((await list('biggest_fall', given)).map(([, holder]) => holder)).toEqual([
      'Ash Élan',
      'Cedar',
      'Birch',
      'Elm',
    ])
    expect(await list('longest_absence', { as_of: '2026-01-03' })).toEqual([])
  })

  it('says which issues count, and if there are none', async () => {
    const ask = (as_of: string) => runInsight(parade, 'records', { as_of }, { now: '2026-03-01T08:00:00Z' })
    expect((await ask('2026-01-04')).coverage).toEqual({ observed: 3, expected: 4 })
    await expect(ask('2025-12-31')).rejects.toThrow('there is no issue up to 2025-12-31; invented/parade has')
  })

  it('has the stored records in first place', async () => {
    for (const across_gaps of ['false', 'true']) {
      const stored = await table(parade, 'records', { across_gaps }, columns)
      const counted = await table(parade, 'records', { across_gaps, as_of: '2026-01-09' }, columns)
      expect(counted).toEqual(stored)
      const listed = await table(parade, 'records', { across_gaps, limit: '10' }, columns)
      expect(listed.filter(([, place]) => place === 1)).toEqual(stored)
    }
  })

  it('has them on charts with ties, holes, joined ids and gaps, too', async () => {
    const world = await smallWorld()
    const ask = (given: Record<string, string>) =>
      table(world.warehouse, 'records', { chart: 'all', ...given }, `chart ${columns} holder_id`)
    for (const across_gaps of ['false', 'true']) {
      const stored = await ask({ across_gaps })
      expect(stored.length).toBeGreaterThan(100)
      expect(await ask({ across_gaps, as_of: '2030-01-01' })).toEqual(stored)
    }
    await world.close()
  })
})
