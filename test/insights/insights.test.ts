import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listInsights, runInsight } from '../../src/insights/run-insight.ts'
import { readHeaderLines, sqlFiles } from '../../src/models/model-files.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let warehouse: Warehouse
beforeAll(async () => {
  const streams = (song: unknown, index: number) => (song === null ? null : 500 - index)
  const counted = issues.map((issue) => ({ ...issue, streams: issue.songs.map(streams) }))
  warehouse = await createWarehouse(songs, counted)
})
afterAll(() => warehouse.close())

const now = '2026-01-11T08:00:00Z'
const ask = (name: string, given: Record<string, string> = {}) => runInsight(warehouse, name, given, { now })

/** The rows of an answer, some columns of each. */
async function table(name: string, given: Record<string, string>, columns: string): Promise<Value[][]> {
  const { rows } = await ask(name, given)
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('chart', () => {
  it('shows the newest issue with what the chart says of each song so far', async () => {
    const columns = 'position previous_position movement status song peak_position issues_at_peak streak'
    expect(await table('chart', {}, columns)).toEqual([
      [1, 1, 0, 'SAME', 'Elm', 1, 4, 7],
      // It is missing only from the 8th, where a hole may hold it.
      [2, 4, 2, 'UP', 'Hazel', 2, 1, 3],
      [3, 3, 0, 'SAME', 'Fir', 1, 1, 4],
      [4, 4, 0, 'SAME', 'Ash Élan', 1, 1, 7],
      [5, 5, 0, 'SAME', 'Birch', 1, 1, 7],
    ])
  })

  it('credits every artist in order', async () => {
    expect(await table('chart', { limit: '2' }, 'artists')).toEqual([['Odo'], ['Uma, Ida, Odo']])
  })

  it('gives the last positions for a sparkline, empty where absent', async () => {
    expect(await table('chart', { limit: '3' }, 'last_30')).toEqual([
      ['4,3,1,1,2,1,1'],
      [',,,5,4,,2'],
      ['5,,,3,1,3,3'],
    ])
  })

  it('marks counts that are lower bounds: on the first observed issue, or over a gap', async () => {
    expect(await table('chart', { on: '2026-01-03' }, 'song censored')).toEqual([
      ['Elm', true],
      ['Birch', true],
      ['Ash Élan', true],
      ['Gorse', false],
      ['Cedar', true],
    ])
  })

  it('shows a corrected issue with its correction', async () => {
    expect(await table('chart', { on: '2026-01-03', limit: '3' }, 'song movement')).toEqual([
      ['Elm', 2],
      ['Birch', -1],
      ['Ash Élan', -1],
    ])
  })

  it('covers all issues up to the one that is shown', async () => {
    expect((await ask('chart', { on: '2026-01-06' })).coverage).toEqual({ observed: 4, expected: 6 })
  })
})

describe('neighbouring issues', () => {
  it('finds debuts and the hot shot', async () => {
    expect(await table('debuts', { on: '2026-01-02' }, 'position song hot_shot')).toEqual([
      [5, 'Gorse', true],
    ])
  })

  it('has no debuts on the first observed issue, and says why', async () => {
    const { rows, notes } = await ask('debuts', { on: '2026-01-01' })
    expect(rows).toEqual([])
    expect(notes).toEqual(['2026-01-01 is the first observed issue, with no earlier one to compare it with'])
  })

  it.each(['debuts', 're_entries', 'dropouts', 'climbers', 'fallers'])(
    'leaves out an issue after a gap in %s, and says so',
    async (name) => {
      const { rows, coverage, notes } = await ask(name, { on: '2026-01-06' })
      expect(rows).toEqual([])
      expect(coverage).toEqual({ observed: 1, expected: 3 })
      expect(notes).toEqual([
        '2 expected issues between 2026-01-03 and 2026-01-06 were not observed, so the two are not compared; --across-gaps compares them',
      ])
    },
  )

  it('compares across a gap when asked', async () => {
    const given = { on: '2026-01-06', across_gaps: 'true' }
    expect(await table('debuts', given, 'song')).toEqual([['Hazel']])
    expect(await table('dropouts', given, 'exit_position song')).toEqual([
      [4, 'Gorse'],
      [5, 'Cedar'],
    ])
    expect(await table('climbers', given, 'song movement')).toEqual([['Ash Élan', 1]])
    expect(await table('fallers', given, 'song movement')).toEqual([['Birch', -2]])
    expect(await table('re_entries', given, 'song absence_issues absence_days censored')).toEqual([
      ['Fir', 2, 5, true],
    ])
  })

  it('says how long a re-entry was away and where it was last', async () => {
    const columns = 'position song absence_issues absence_days censored last_date last_position run_number'
    expect(await table('re_entries', {}, columns)).toEqual([])
    const given = { on: '2026-01-06', across_gaps: 'true' }
    expect(await table('re_entries', given, columns)).toEqual([[3, 'Fir', 2, 5, true, '2026-01-01', 5, 2]])
  })

  it('says from where a song left and after how long a stay', async () => {
    expect(await table('dropouts', { on: '2026-01-08' }, 'exit_position song streak')).toEqual([
      [4, 'Hazel', 2],
    ])
  })

  it('lets climbers that tie share a rank, the better position first', async () => {
    const given = { on: '2026-01-02', limit: '1' }
    expect(await table('climbers', given, 'place movement song')).toEqual([
      [1, 1, 'Birch'],
      [1, 1, 'Elm'],
    ])
    expect(await table('fallers', given, 'place movement song')).toEqual([
      [1, -1, 'Ash Élan'],
      [1, -1, 'Cedar'],
    ])
  })
})

describe('a chart whose size changes', () => {
  it('is compared down to the smaller size', async () => {
    const resized = await createWarehouse(songs, [
      { date: '2026-01-01', songs: ['ash', 'birch'] },
      { date: '2026-01-02', songs: ['cedar', 'ash', 'elm', 'fir'] },
      { date: '2026-01-03', songs: ['gorse', 'ash'] },
    ])
    const rows = async (name: string, on: string) => {
      const answer = await runInsight(resized, name, { on }, { now })
      return { songs: answer.rows.map(({ song }) => song), notes: answer.notes }
    }
    // Elm and Fir are new, but below the two positions that the issue before had.
    expect(await rows('debuts', '2026-01-02')).toEqual({
      songs: ['Cedar'],
      notes: ['the size changed from 2 to 4: compared down to position 2'],
    })
    // They are gone again because the chart has shrunk.
    expect((await rows('dropouts', '2026-01-03')).songs).toEqual(['Cedar'])
    await resized.close()
  })
})

describe('chart_run', () => {
  const run = async (song: string) => (await ask('chart_run', { song })).rows[0]

  it('writes an unobserved issue as ? and joins stays by (RE)', async () => {
    expect((await run('Elm'))?.positions).toBe('4-3-1-?-?-1-2-1-1')
    expect((await run('Fir'))?.positions).toBe('5 (RE) 3-1-3-3')
  })

  it('writes a hole, where the song may be, as –, and goes on after it', async () => {
    expect((await run('Hazel'))?.positions).toBe('5-4-–-2')
  })

  it('sums the run up', async () => {
    expect(await run('Fir')).toMatchObject({
      runs: 2,
      issues_on_chart: 5,
      peak_position: 1,
      peak_date: '2026-01-07',
      debut_date: '2026-01-01',
      debut_censored: true,
      last_date: '2026-01-09',
      on_chart: true,
    })
    expect(await run('Gorse')).toMatchObject({ positions: '5-4', on_chart: false, censored: true })
  })
})

describe('records', () => {
  it('counts issues at no. 1, reigns and the longest one', async () => {
    const columns = 'place song issues_at_one reigns longest_reign first_date last_date censored'
    expect(await table('number_ones', {}, columns)).toEqual([
      [1, 'Elm', 4, 2, 2, '2026-01-03', '2026-01-09', true],
      [2, 'Ash Élan', 1, 1, 1, '2026-01-01', '2026-01-01', true],
      [2, 'Birch', 1, 1, 1, '2026-01-02', '2026-01-02', true],
      [2, 'Fir', 1, 1, 1, '2026-01-07', '2026-01-07', true],
    ])
  })
})

describe('a list', () => {
  it('shows the first rows up to a limit, with those that tie', async () => {
    const world = await createWarehouse(songs, [
      { date: '2026-01-01', songs: ['ash', 'birch', 'cedar'] },
      { date: '2026-01-02', songs: ['elm', ['fir', 'gorse'], 'ash'], positions: [1, 2, 4] },
      { date: '2026-01-03', songs: ['birch', 'cedar', 'elm'] },
      { date: '2026-01-02', chart: 'older', songs: ['ash'], settings: { scope: 'other' } },
    ])
    const first = async (name: string, limit: string, given: Record<string, string>, column = 'song') => {
      const { rows } = await runInsight(world, name, { limit, ...given }, { now })
      return rows.map((row) => row[column])
    }
    const second = { on: '2026-01-02' }
    expect(await first('debuts', '1', second)).toEqual(['Elm'])
    expect(await first('debuts', '2', second)).toEqual(['Elm', 'Fir', 'Gorse'])
    expect(await first('re_entries', '1', {})).toEqual(['Birch'])
    expect(await first('dropouts', '1', second)).toEqual(['Birch'])
    expect(await first('milestones', '1', { on: '2026-01-03' })).toEqual(['Birch'])
    expect(await first('freshness', '1', {}, 'chart')).toEqual(['older'])
    await world.close()
  })

  it('of issues shows the newest', async () => {
    expect(await table('turnover', { limit: '2' }, 'chart_date')).toEqual([['2026-01-08'], ['2026-01-09']])
    const columns = 'chart_date artist entries'
    expect(await table('simultaneous_entries', { limit: '1' }, columns)).toEqual([['2026-01-09', 'Ida', 4]])
    expect(await table('coverage', { limit: '1' }, 'first_date last_date')).toEqual([
      ['2026-01-06', '2026-01-09'],
    ])
  })

  it('is about a span', async () => {
    expect(await table('coverage', { from: '2026-01-04' }, 'first_date')).toEqual([['2026-01-06']])
    expect(await table('coverage', { to: '2026-01-05' }, 'first_date')).toEqual([['2026-01-01']])
    expect(await table('rejects', { from: '2026-01-08', to: '2026-01-08' }, 'rejects')).toEqual([[1]])
    expect(await table('rejects', { from: '2026-01-09' }, 'rejects')).toEqual([])
    expect(await table('rejects', { to: '2026-01-07' }, 'rejects')).toEqual([])
    expect(await table('longest_stays', { from: '2026-01-06' }, 'place song issues')).toEqual([
      [1, 'Fir', 4],
      [2, 'Hazel', 3],
    ])
    expect(await table('longest_stays', { to: '2026-01-03' }, 'place song issues')).toEqual([
      [1, 'Cedar', 3],
      [2, 'Gorse', 2],
      [3, 'Fir', 1],
    ])
  })
})

describe('totals over a span', () => {
  // Points by hand, five for no. 1: ash 5 4 3 4 3 2 2 = 23, birch 4 5 4 2 1 1 1 = 18, cedar 3 2 1 = 6,
  // elm 2 3 5 5 4 5 5 = 29, fir 1 3 5 3 3 = 15, gorse 1 2 = 3, hazel 1 2 4 = 7.
  it('ranks songs by inverse-rank points', async () => {
    expect(await table('top_songs', {}, 'place song points issues issues_at_one')).toEqual([
      [1, 'Elm', 29, 7, 4],
      [2, 'Ash Élan', 23, 7, 1],
      [3, 'Birch', 18, 7, 1],
      [4, 'Fir', 15, 5, 1],
      [5, 'Hazel', 7, 3, 0],
      [6, 'Cedar', 6, 3, 0],
      [7, 'Gorse', 3, 2, 0],
    ])
  })

  it('breaks a tie by issues at no. 1, then at no. 2', async () => {
    // Birch was 1, 2, 4 and Ash 2, 3, 2: eleven points each. Fir was 3, Cedar and Gorse both 4 and 5: three each.
    const given = { from: '2026-01-02', to: '2026-01-06' }
    expect(await table('top_songs', given, 'place song points')).toEqual([
      [1, 'Elm', 13],
      [2, 'Birch', 11],
      [3, 'Ash Élan', 11],
      [4, 'Fir', 3],
      [5, 'Cedar', 3],
      [5, 'Gorse', 3],
      [7, 'Hazel', 1],
    ])
  })

  it('keeps songs that tie in everything on one rank, also at the limit', async () => {
    // Ash was 1, 2 and Birch 2, 1.
    const given = { from: '2026-01-01', to: '2026-01-02', limit: '1' }
    expect(await table('top_songs', given, 'place song points')).toEqual([
      [1, 'Ash Élan', 9],
      [1, 'Birch', 9],
    ])
  })

  it('gives every credited artist all points', async () => {
    // Ida 23 + 18 + 15 + 7, Odo 18 + 6 + 29 + 7, Uma 3 + 7.
    const columns = 'place artist points entries songs number_ones top_tens issues_at_one'
    expect(await table('top_artists', {}, columns)).toEqual([
      [1, 'Ida', 63, 22, 4, 3, 4, 3],
      [2, 'Odo', 60, 20, 4, 2, 4, 5],
      [3, 'Uma', 10, 5, 2, 0, 2, 0],
    ])
  })

  it('gives the lead artist all points', async () => {
    // Ida 23 + 18 + 15, Odo 6 + 29, Uma 3 + 7.
    expect(await table('top_artists', { credit: 'lead' }, 'artist points number_ones')).toEqual([
      ['Ida', 56, 3],
      ['Odo', 35, 1],
      ['Uma', 10, 0],
    ])
  })

  it('divides points between the credited artists', async () => {
    // Ida 23 + 18/2 + 15 + 7/3, Odo 18/2 + 6 + 29 + 7/3, Uma 3 + 7/3: 101 in all, as many as the songs have.
    expect(await table('top_artists', { credit: 'fractional' }, 'artist points issues_at_one')).toEqual([
      ['Ida', 49.333333, 2.5],
      ['Odo', 46.333333, 4.5],
      ['Uma', 5.333333, 0],
    ])
  })

  it('ranks albums and counts their songs', async () => {
    const columns = 'place album lead_artist points songs total_tracks issues peak_position'
    expect(await table('top_albums', {}, columns)).toEqual([
      [1, 'One', 'Ida', 41, 2, 10, 7, 1],
      [2, 'Two', 'Odo', 29, 1, 1, 7, 1],
    ])
  })

  it('covers the span, gaps at its edges included', async () => {
    const coverage = async (from: string, to: string) => (await ask('top_songs', { from, to })).coverage
    expect(await coverage('2026-01-02', '2026-01-04')).toEqual({ observed: 2, expected: 3 })
    expect(await coverage('2026-01-05', '2026-01-07')).toEqual({ observed: 2, expected: 3 })
  })

  it('refuses a span without an issue', async () => {
    await expect(ask('top_songs', { from: '2026-01-04', to: '2026-01-05' })).rejects.toMatchObject({
      code: 'NoIssue',
      message:
        'there is no issue from 2026-01-04 to 2026-01-05; invented/parade has 7 issues from 2026-01-01 to 2026-01-09',
    })
  })
})

describe('trust', () => {
  it('lists stretches and the gaps between them', async () => {
    const columns = 'first_date last_date observed missing_before gap_from gap_to'
    expect(await table('coverage', {}, columns)).toEqual([
      ['2026-01-01', '2026-01-03', 3, 0, null, null],
      ['2026-01-06', '2026-01-09', 4, 2, '2026-01-04', '2026-01-05'],
    ])
  })

  it('counts rejects by chart and reason, with an example', async () => {
    const columns = 'chart reason rejects example_date example_position example_json'
    expect(await table('rejects', {}, columns)).toEqual([['parade', 'null_item', 1, '2026-01-08', 2, 'null']])
  })

  it('compares the newest issue with the calendar at a given instant', async () => {
    const state = async (at: string) =>
      (await table('freshness', { now: at }, 'newest_date age next_date state days_late'))[0]
    expect(await state('2026-01-09T23:00Z')).toEqual(['2026-01-09', 0, '2026-01-10', 'current', null])
    expect(await state('2026-01-10T00:00Z')).toEqual(['2026-01-09', 1, '2026-01-10', 'due', null])
    expect(await state('2026-01-12T12:00Z')).toEqual(['2026-01-09', 3, '2026-01-10', 'late', 2])
  })

  it('expects a chart only on its weekdays, a weekly one after seven days', async () => {
    const friday = { date: '2026-01-09', songs: ['ash'] }
    const others = await createWarehouse(songs, [
      { ...friday, chart: 'workdays', settings: { weekdays: '12345' } },
      { ...friday, chart: 'fridays', settings: { weekdays: '5', cadence: 'weekly' } },
      { ...friday, chart: 'weekly', settings: { cadence: 'weekly' } },
    ])
    const { rows } = await runInsight(others, 'freshness', {}, { now })
    expect(rows.map(({ chart, next_date }) => [chart, next_date])).toEqual([
      ['fridays', '2026-01-16'],
      ['weekly', '2026-01-16'],
      ['workdays', '2026-01-12'],
    ])
    await others.close()
  })
})

describe('every insight', () => {
  const insights = listInsights()
  const examples: Record<string, string> = { song: 'elm', artist: 'ida', with: '2026-01-02' }

  it.each(insights)('$name returns the columns that its header explains', async (insight) => {
    const required = insight.parameters.filter(({ initial }) => initial === null)
    const given = Object.fromEntries(required.map(({ name }) => [name, examples[name] ?? '']))
    const { columns } = await ask(insight.name, given)
    expect(insight.columns.map(({ name }) => name)).toEqual(columns)
    expect(insight.columns.every(({ meaning }) => meaning !== '')).toBe(true)
    for (const drawn of Object.keys(insight.draw)) expect(columns).toContain(drawn)
  })

  it.each(insights)('$name has a title, a question, and parameters with a meaning', (insight) => {
    expect(insight.title).not.toBe('')
    expect(insight.question).toMatch(/\?$/)
    expect(insight.parameters.every(({ meaning }) => meaning !== '')).toBe(true)
    expect(readHeaderLines(sqlFiles('insights').get(insight.name) ?? '', 'parameter')).toHaveLength(
      insight.parameters.length,
    )
  })
})
