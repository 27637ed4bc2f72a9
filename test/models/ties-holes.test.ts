import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { now } from '../support/warehouse/answers.ts'
import { createWarehouse, type SongFixture } from '../support/warehouse/warehouse.ts'

const artists = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { artists: [`by-${name}`] } as SongFixture]))

const select = async (warehouse: LocalWarehouse, sql: string) =>
  (await warehouse.query(sql)).rows.map((row) => Object.values(row))

const ask = async (warehouse: LocalWarehouse, insight: string, given: Record<string, string> = {}) =>
  (await runInsight(warehouse, insight, given, { now })).rows

describe('two songs at one position', () => {
  let warehouse: LocalWarehouse
  beforeAll(async () => {
    // `old` and `new` are two ids of one recording, and stand at one position once.
    const same = { title: 'Tide', artists: ['Ida'], duration_ms: 180_000 }
    warehouse = await createWarehouse(
      { ...artists('a', 'b', 'c', 'd', 'e', 'f'), old: same, new: { ...same, duration_ms: 181_000 } },
      [
        { date: '2026-01-01', songs: ['a', ['c', 'b'], 'd', 'old'] },
        { date: '2026-01-02', songs: [['b', 'a'], 'c', 'd', ['new', 'old']], settings: { expected_size: 4 } },
        { date: '2026-01-03', songs: ['b', 'c', 'e', ['new', 'f']] },
      ].map((issue) => ({
        ...issue,
        // Ten more positions, so that one or two ties are fewer than a tenth of them.
        songs: [...issue.songs, ...Array.from({ length: 16 }, (_, index) => `rest-${index}`)],
      })),
    )
  })
  afterAll(() => warehouse.close())

  it('are both kept, each with a history of its own', async () => {
    expect(
      await select(
        warehouse,
        `select chart_date, position, song_id, previous_position, status, issues_on_chart, streak, points
        from core.chart_history where song_id in ('a', 'b', 'c')
        order by chart_date, position, song_id`,
      ),
    ).toEqual([
      ['2026-01-01', 1, 'a', null, 'FIRST', 1, 1, 20],
      ['2026-01-01', 2, 'b', null, 'FIRST', 1, 1, 19],
      ['2026-01-01', 2, 'c', null, 'FIRST', 1, 1, 19],
      ['2026-01-02', 1, 'a', 1, 'SAME', 2, 2, 20],
      ['2026-01-02', 1, 'b', 2, 'UP', 2, 2, 20],
      ['2026-01-02', 2, 'c', 2, 'SAME', 2, 2, 19],
      ['2026-01-03', 1, 'b', 1, 'SAME', 3, 3, 20],
      ['2026-01-03', 2, 'c', 2, 'SAME', 3, 3, 19],
    ])
  })

  it('are one best row and one other if they are one recording', async () => {
    expect(
      await select(
        warehouse,
        `select chart_date, song_id, is_best, issues_on_chart, points from core.chart_history
        where recording_id = 'old' order by chart_date, song_id`,
      ),
    ).toEqual([
      ['2026-01-01', 'old', true, 1, 17],
      ['2026-01-02', 'new', true, 2, 17],
      ['2026-01-02', 'old', false, 2, null],
      ['2026-01-03', 'new', true, 3, 17],
    ])
  })

  it('both reign at no. 1, and the answers have a stable order', async () => {
    const reigns = await ask(warehouse, 'number_ones')
    expect(reigns.map(({ song, issues_at_one, reigns: times }) => [song, issues_at_one, times])).toEqual([
      ['a', 2, 1],
      ['b', 2, 1],
    ])
    const within = await ask(warehouse, 'number_ones', { from: '2026-01-02', to: '2026-01-02' })
    expect(within.map(({ song, longest_reign }) => [song, longest_reign])).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    const chart = await ask(warehouse, 'chart', { on: '2026-01-02', limit: '4' })
    expect(chart.map(({ position, song_id }) => [position, song_id])).toEqual([
      [1, 'a'],
      [1, 'b'],
      [2, 'c'],
      [3, 'd'],
      [4, 'new'],
      [4, 'old'],
    ])
  })

  it('leave no hole and are not too many entries', async () => {
    expect(
      await select(warehouse, "select check_name from core.warnings where check_name = 'holes'"),
    ).toEqual([])
    expect(await select(warehouse, 'select * from core.failed_checks')).toEqual([])
    expect(
      await select(
        warehouse,
        'select entry_count, filled_positions from core.published_issues order by chart_date',
      ),
    ).toEqual([
      [21, 20],
      [22, 20],
      [21, 20],
    ])
  })
})

describe('a position without an entry', () => {
  let warehouse: LocalWarehouse
  beforeAll(async () => {
    warehouse = await createWarehouse(artists('a', 'b', 'c', 'd', 'e', 'f', 'g'), [
      { date: '2026-01-01', songs: ['a', 'b', 'c', 'd'] },
      { date: '2026-01-02', songs: ['a', null, 'c', 'd'] },
      { date: '2026-01-03', songs: ['b', 'a', 'c', 'e'] },
      { date: '2026-01-04', songs: ['e', 'b', 'a', 'f'] },
      { date: '2026-01-05', songs: ['c', 'b', null, 'f'] },
      { date: '2026-01-06', songs: ['a', 'b', 'c', 'f'] },
      { date: '2026-01-07', songs: ['a', 'b', 'e', 'g'] },
    ])
  })
  afterAll(() => warehouse.close())

  const history = (song: string) =>
    select(
      warehouse,
      `select chart_date, previous_position, status, streak, run_number, missing_before, issues_on_chart,
        observed_since_debut, expected_since_debut
      from core.chart_history where song_id = '${song}' order by chart_date`,
    )

  it('does not end the stay of a song that is missing only there, and its counts are lower bounds', async () => {
    expect(await history('b')).toEqual([
      ['2026-01-01', null, 'FIRST', 1, 1, 0, 1, 1, 1],
      ['2026-01-03', 2, 'UP', 2, 1, 1, 2, 2, 3],
      ['2026-01-04', 1, 'DOWN', 3, 1, 0, 3, 3, 4],
      ['2026-01-05', 2, 'SAME', 4, 1, 0, 4, 4, 5],
      ['2026-01-06', 2, 'SAME', 5, 1, 0, 5, 5, 6],
      ['2026-01-07', 2, 'SAME', 6, 1, 0, 6, 6, 7],
    ])
    expect((await ask(warehouse, 'chart_run', { song: 'b' }))[0]).toMatchObject({
      positions: '2-–-1-2-2-2-2',
      runs: 1,
      censored: true,
    })
  })

  it('has no place in the run of a song that is missing from the next whole issue', async () => {
    expect((await ask(warehouse, 'chart_run', { song: 'e' }))[0]).toMatchObject({
      positions: '4-1 (RE) 3',
      runs: 2,
    })
  })

  it('changes nothing for a song that is on the issue', async () => {
    expect((await history('c')).map((row) => row.slice(0, 5))).toEqual([
      ['2026-01-01', null, 'FIRST', 1, 1],
      ['2026-01-02', 3, 'SAME', 2, 1],
      ['2026-01-03', 3, 'SAME', 3, 1],
      ['2026-01-05', null, 'RE', 1, 2],
      ['2026-01-06', 1, 'DOWN', 2, 2],
    ])
  })

  it('makes a debut right after it uncertain', async () => {
    expect((await history('e'))[0]).toEqual(['2026-01-03', null, 'NEW', 1, 1, 0, 1, 1, 2])
  })

  it('marks dropouts and re-entries that it may hold', async () => {
    const dropouts = await ask(warehouse, 'dropouts', { on: '2026-01-05' })
    expect(dropouts.map(({ song, maybe_in_hole, censored }) => [song, maybe_in_hole, censored])).toEqual([
      ['e', true, true],
      ['a', true, true],
    ])
    const sure = await ask(warehouse, 'dropouts', { on: '2026-01-03' })
    expect(sure.map(({ song, maybe_in_hole }) => [song, maybe_in_hole])).toEqual([['d', false]])
    const first = await ask(warehouse, 're_entries', { on: '2026-01-05' })
    expect(first.map(({ song, maybe_in_hole }) => [song, maybe_in_hole])).toEqual([['c', false]])
    // Song e is missing from an issue with a hole and from a whole one, so it was away, but not for sure all the time.
    const second = await ask(warehouse, 're_entries', { on: '2026-01-07' })
    expect(
      second.map(({ song, absence_issues, maybe_in_hole, censored }) => [
        song,
        absence_issues,
        maybe_in_hole,
        censored,
      ]),
    ).toEqual([['e', 2, true, true]])
    expect(await ask(warehouse, 're_entries', { on: '2026-01-06' })).toEqual([])
  })

  it('keeps movements over it out of comparisons, unless asked', async () => {
    expect(await ask(warehouse, 'climbers', { on: '2026-01-06' })).toEqual([])
    const across = await ask(warehouse, 'climbers', { on: '2026-01-06', across_gaps: 'true' })
    expect(across.map(({ song, movement }) => [song, movement])).toEqual([['a', 2]])
  })

  it('counts stays by the issues with the song', async () => {
    const stays = await ask(warehouse, 'longest_stays', { limit: '2' })
    expect(stays.map(({ song, issues, censored }) => [song, issues, censored])).toEqual([
      ['a', 6, true],
      ['b', 6, true],
    ])
    const longest = await select(
      warehouse,
      "select holder_id, value, is_censored from core.record_holders where record = 'longest_stay' and value = 6 order by 1",
    )
    expect(longest).toEqual([
      ['a', 6, 1],
      ['b', 6, 1],
    ])
  })

  it('marks the totals of songs that it may hold, and of no others', async () => {
    const songs = await select(
      warehouse,
      "select song_id, misses_hole from core.chart_songs where song_id in ('a', 'c', 'd', 'f', 'g') order by song_id",
    )
    expect(songs).toEqual([
      ['a', true],
      ['c', false],
      ['d', false],
      ['f', false],
      ['g', false],
    ])
  })

  it.each([
    ['all issues', {}],
    ['a span that cuts some songs', { from: '2026-01-02', to: '2026-01-06' }],
  ])('marks the same songs in every answer about %s', async (_, span) => {
    const figures = async (insight: string, given: Record<string, string> = {}) =>
      (await ask(warehouse, insight, { ...span, ...given, limit: '50' }))
        .map(({ song, issues, censored }) => [song, issues, censored])
        .toSorted()
    const inTop = await figures('most_issues_in_top', { top: '4' })
    expect(inTop).toEqual(await figures('top_songs'))
    expect(inTop.map(([song]) => song)).toContain('a')
  })
})

describe('an issue without an entry at no. 1', () => {
  it('does not end a reign, and does not count for it', async () => {
    const warehouse = await createWarehouse(artists('a', 'b', 'c'), [
      { date: '2026-01-01', songs: ['b', 'a', 'c'] },
      { date: '2026-01-02', songs: ['a', 'b', 'c'] },
      { date: '2026-01-03', songs: [null, 'b', 'c'] },
      { date: '2026-01-04', songs: ['a', 'c', 'b'] },
      { date: '2026-01-05', songs: ['b', 'c', 'a'] },
    ])
    const told = ({ song, issues_at_one, reigns, longest_reign }: Record<string, unknown>) => [
      song,
      issues_at_one,
      reigns,
      longest_reign,
    ]
    expect((await ask(warehouse, 'number_ones')).map(told)).toEqual([
      ['a', 2, 1, 2],
      ['b', 2, 2, 1],
    ])
    const cut = await ask(warehouse, 'number_ones', { from: '2026-01-03', to: '2026-01-05' })
    expect(cut.map(told)).toEqual([
      ['a', 1, 1, 1],
      ['b', 1, 1, 1],
    ])
    await warehouse.close()
  })
})
