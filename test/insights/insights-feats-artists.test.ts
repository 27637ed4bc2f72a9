import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let parade: Warehouse
beforeAll(async () => {
  parade = await createWarehouse(songs, issues)
})
afterAll(() => parade.close())

/** The rows of an answer; some columns of each. */
async function table(name: string, given: Record<string, string>, columns: string, warehouse = parade) {
  const { rows } = await runInsight(warehouse, name, given, { now: '2026-03-01T08:00:00Z' })
  return rows.map((row) => columns.split(' ').map((column): Value => row[column] ?? null))
}

// Ash and Fir are Ida's, Birch is of Ida and Odo, Cedar and Elm are Odo's, Gorse is Uma's, Hazel is of all three.

describe('one_hits', () => {
  const columns = 'place artist song peak_position issues first_date censored'

  it('lists artists with one song, the best peak first, once a year has passed', async () => {
    const warehouse = await createWarehouse(
      {
        a: { artists: ['Ida'] },
        b: { artists: ['Odo'] },
        c: { artists: ['Uma', 'Ben'] },
        d: { artists: ['Uma'] },
        e: { artists: ['Eve'] },
      },
      [
        { date: '2024-12-31', songs: ['b', 'c'], settings: { weekdays: '2' } },
        { date: '2025-01-07', songs: ['a', 'b'], settings: { weekdays: '2' } },
        { date: '2025-01-14', songs: ['b', 'd'], settings: { weekdays: '2' } },
        { date: '2025-12-30', songs: ['e', 'd'], settings: { weekdays: '2' } },
      ],
    )
    // Uma has two songs. Ida's song is 357 days old and Eve's new.
    expect(await table('one_hits', {}, columns, warehouse)).toEqual([])
    expect(await table('one_hits', { days: '357' }, columns, warehouse)).toEqual([
      [1, 'Odo', 'b', 1, 3, '2024-12-31', true],
      [2, 'Ida', 'a', 1, 1, '2025-01-07', false],
      [3, 'Ben', 'c', 2, 1, '2024-12-31', true],
    ])
    expect(await table('one_hits', { days: '357', credit: 'lead' }, 'artist', warehouse)).toEqual([
      ['Odo'],
      ['Ida'],
    ])
    // Before Uma's second song she had one only.
    const early = { to: '2025-01-07', days: '7', limit: '1' }
    expect(await table('one_hits', early, 'artist issues', warehouse)).toEqual([['Odo', 2]])
    const hers = { to: '2025-01-07', days: '7', artist: 'Uma' }
    expect(await table('one_hits', hers, 'artist song', warehouse)).toEqual([['Uma', 'c']])
    expect(await table('one_hits', { from: '2025-01-01', days: '357' }, 'artist', warehouse)).toEqual([
      ['Ida'],
    ])
    await warehouse.close()
  })
})

describe('top_sweeps', () => {
  it('finds issues on which one artist has all of the top', async () => {
    // On the 8th there is no entry at 2.
    expect(await table('top_sweeps', { top: '2' }, 'place chart_date artist songs')).toEqual([
      [1, '2026-01-09', 'Odo', 'Elm, Hazel'],
      [2, '2026-01-03', 'Odo', 'Elm, Birch'],
      [3, '2026-01-02', 'Ida', 'Birch, Ash Élan'],
      [4, '2026-01-01', 'Ida', 'Ash Élan, Birch'],
    ])
    expect(await table('top_sweeps', {}, 'artist')).toEqual([])
  })

  it('takes all songs that share a position, and none that is not of the artist', async () => {
    const warehouse = await createWarehouse(
      { a: { artists: ['Ida'] }, b: { artists: ['Ida'] }, x: { artists: ['Bo'] } },
      [
        // Both songs of the top two are Ida's: the next is no. 3.
        { date: '2026-01-01', songs: [['a', 'b'], null, 'x'] },
        // Bo shares no. 2.
        { date: '2026-01-02', songs: ['a', ['b', 'x']] },
        { date: '2026-01-03', songs: ['a', 'x', 'b'] },
      ],
    )
    expect(await table('top_sweeps', { top: '2' }, 'chart_date artist', warehouse)).toEqual([
      ['2026-01-01', 'Ida'],
    ])
    await warehouse.close()
  })

  it('counts the lead artist alone, one artist or a span when asked', async () => {
    // Birch is Ida's first, Hazel is Uma's.
    expect(await table('top_sweeps', { top: '2', credit: 'lead' }, 'chart_date artist')).toEqual([
      ['2026-01-02', 'Ida'],
      ['2026-01-01', 'Ida'],
    ])
    const odo = { top: '2', artist: 'Odo', to: '2026-01-08' }
    expect(await table('top_sweeps', odo, 'chart_date')).toEqual([['2026-01-03']])
    expect(await table('top_sweeps', { top: '2', limit: '1' }, 'chart_date')).toEqual([['2026-01-09']])
  })
})

describe('self_replacement', () => {
  it('finds artists with a new no. 1 in place of their own', async () => {
    // Ash, Birch, Elm, then Elm again after the gap, Fir, Elm, Elm.
    const columns = 'place chart_date artist song replaced_song'
    expect(await table('self_replacement', {}, columns)).toEqual([
      [1, '2026-01-03', 'Odo', 'Elm', 'Birch'],
      [2, '2026-01-02', 'Ida', 'Birch', 'Ash Élan'],
    ])
    expect(await table('self_replacement', { credit: 'lead', limit: '1' }, 'artist song')).toEqual([
      ['Ida', 'Birch'],
    ])
    expect(await table('self_replacement', { artist: 'Odo', to: '2026-01-02' }, 'song')).toEqual([])
  })

  it('knows nothing where an issue or its no. 1 is missing, and counts no song that shares the place', async () => {
    const ida = { artists: ['Ida'] }
    const warehouse = await createWarehouse({ a: ida, b: ida, c: ida, d: ida }, [
      { date: '2026-01-01', songs: ['a', 'c'] },
      { date: '2026-01-03', songs: ['b', 'c'] },
      { date: '2026-01-04', songs: [null, 'c'] },
      { date: '2026-01-05', songs: ['c', 'x'] },
      // Both at no. 1: d has not replaced c.
      { date: '2026-01-06', songs: [['c', 'd'], 'x'] },
      { date: '2026-01-07', songs: ['d', 'x'] },
    ])
    expect(await table('self_replacement', {}, 'song', warehouse)).toEqual([])
    const across = { across_gaps: 'true' }
    expect(await table('self_replacement', across, 'song replaced_song', warehouse)).toEqual([['b', 'a']])
    await warehouse.close()
  })
})

describe('consecutive_issues', () => {
  const columns = 'place artist issues songs first_date last_date in_progress censored'

  it('counts issues with a song of the artist, over gaps and holes', async () => {
    // Uma: Gorse on the 2nd and 3rd, Hazel on the 6th, 7th and 9th; on the 8th a hole may hold Hazel.
    expect(await table('consecutive_issues', {}, columns)).toEqual([
      [1, 'Ida', 7, 4, '2026-01-01', '2026-01-09', true, true],
      [1, 'Odo', 7, 4, '2026-01-01', '2026-01-09', true, true],
      [3, 'Uma', 5, 2, '2026-01-02', '2026-01-09', true, true],
    ])
  })

  it('ends where an issue without holes lacks the artist, and says which stretches are whole', async () => {
    const warehouse = await createWarehouse(
      { a: { artists: ['Ida'] }, b: { artists: ['Odo'] }, c: { artists: ['Uma'] } },
      [
        { date: '2026-01-01', songs: ['b', 'c'] },
        { date: '2026-01-02', songs: ['a', 'b'] },
        { date: '2026-01-03', songs: ['a', 'b'] },
        { date: '2026-01-04', songs: ['b', 'c'] },
        { date: '2026-01-05', songs: ['a', 'b'] },
      ],
    )
    expect(await table('consecutive_issues', {}, columns, warehouse)).toEqual([
      [1, 'Odo', 5, 1, '2026-01-01', '2026-01-05', true, true],
      [2, 'Ida', 2, 1, '2026-01-02', '2026-01-03', false, false],
      [3, 'Uma', 1, 1, '2026-01-01', '2026-01-01', false, true],
      [3, 'Uma', 1, 1, '2026-01-04', '2026-01-04', false, false],
      [3, 'Ida', 1, 1, '2026-01-05', '2026-01-05', true, false],
    ])
    const given = { artist: 'Ida', limit: '1', to: '2026-01-02' }
    expect(await table('consecutive_issues', given, 'artist issues', warehouse)).toEqual([['Ida', 1]])
    await warehouse.close()
  })
})

describe('gaps', () => {
  const columns = 'place artist days issues last_date last_song next_date next_song censored'

  it('measures how long artists waited for their next no. 1', async () => {
    // Ida on the 1st, 2nd and 7th; Odo on the 2nd, 3rd, 6th, 8th and 9th. Between the 3rd and the 6th nothing is observed.
    expect(await table('gaps', {}, columns)).toEqual([
      [1, 'Ida', 5, 2, '2026-01-02', 'Birch', '2026-01-07', 'Fir', true],
      [2, 'Odo', 2, 1, '2026-01-06', 'Elm', '2026-01-08', 'Elm', false],
    ])
    expect(await table('gaps', { credit: 'lead', artist: 'Odo' }, 'days')).toEqual([[2]])
    expect(await table('gaps', { limit: '1' }, 'artist')).toEqual([['Ida']])
    expect(await table('gaps', { from: '2026-01-06' }, 'artist')).toEqual([['Odo']])
  })

  it('measures how long they were off the chart, and what a hole leaves open', async () => {
    // Uma's Hazel is missing on the 8th, where a hole may hold it.
    expect(await table('gaps', { between: 'issues' }, columns)).toEqual([
      [1, 'Uma', 2, 1, '2026-01-07', 'Hazel', '2026-01-09', 'Hazel', true],
    ])
  })

  it('lets a hole elsewhere on the issue leave the no. 1s alone', async () => {
    const warehouse = await createWarehouse({ a: { artists: ['Ida'] }, b: { artists: ['Odo'] } }, [
      { date: '2026-01-01', songs: ['a', 'b'] },
      { date: '2026-01-02', songs: ['b', null] },
      { date: '2026-01-03', songs: ['a', 'b'] },
      { date: '2026-01-04', songs: [null, 'b'] },
      { date: '2026-01-05', songs: ['a', 'b'] },
    ])
    expect(await table('gaps', { artist: 'Ida' }, 'last_date censored', warehouse)).toEqual([
      ['2026-01-01', false],
      ['2026-01-03', true],
    ])
    await warehouse.close()
  })
})

describe('artist_records', () => {
  const columns = 'record place artist value reached_on'

  it('ranks artists by their no. 1s, top tens and songs, at once and in a year', async () => {
    // Each artist has four songs or two: Ash, Birch, Fir and Hazel are Ida's, Birch, Cedar, Elm and Hazel Odo's.
    expect(await table('artist_records', { limit: '2' }, columns)).toEqual([
      ['most_number_ones', 1, 'Ida', 3, '2026-01-07'],
      ['most_number_ones', 2, 'Odo', 2, '2026-01-03'],
      ['most_top_tens', 1, 'Ida', 4, '2026-01-06'],
      ['most_top_tens', 1, 'Odo', 4, '2026-01-06'],
      ['most_entries', 1, 'Ida', 4, '2026-01-06'],
      ['most_entries', 1, 'Odo', 4, '2026-01-06'],
      ['most_entries_at_once', 1, 'Ida', 4, '2026-01-06'],
      ['most_entries_at_once', 2, 'Odo', 3, '2026-01-01'],
      ['most_number_ones_in_a_year', 1, 'Ida', 3, '2026-01-07'],
      ['most_number_ones_in_a_year', 2, 'Odo', 2, '2026-01-03'],
      ['most_top_tens_without_number_one', 1, 'Uma', 2, '2026-01-06'],
    ])
  })

  it('counts within a span, by lead credit and for one record or artist when asked', async () => {
    const ones = { record: 'most_number_ones' }
    expect(await table('artist_records', { ...ones, credit: 'lead' }, 'artist value')).toEqual([
      ['Ida', 3],
      ['Odo', 1],
    ])
    expect(await table('artist_records', { ...ones, to: '2026-01-03' }, 'place artist value')).toEqual([
      [1, 'Ida', 2],
      [1, 'Odo', 2],
    ])
    expect(await table('artist_records', { ...ones, artist: 'Odo', from: '2026-01-03' }, 'value')).toEqual([
      [1],
    ])
  })

  it('gives a no. 1 to the year in which it was first there, and says which counts are whole', async () => {
    const ida = { artists: ['Ida'] }
    const warehouse = await createWarehouse({ a: ida, b: ida, c: { artists: ['Odo'] } }, [
      { date: '2025-12-30', songs: ['x', 'y'] },
      { date: '2025-12-31', songs: ['a', 'b'] },
      { date: '2026-01-01', songs: ['a', 'c'] },
      { date: '2026-01-02', songs: ['b', 'c'] },
      { date: '2026-01-04', songs: ['b', 'x'] },
    ])
    const given = { record: 'most_number_ones_in_a_year', artist: 'Ida' }
    expect(await table('artist_records', given, 'place value reached_on censored', warehouse)).toEqual([
      [1, 1, '2025-12-31', true],
      [1, 1, '2026-01-02', true],
    ])
    const before = { record: 'most_top_tens_without_number_one', to: '2025-12-31', artist: 'Ida' }
    expect(await table('artist_records', before, 'value', warehouse)).toEqual([])
    // Odo's song was there until the unobserved 3rd.
    expect(
      await table('artist_records', { record: 'most_entries', artist: 'Odo' }, 'value censored', warehouse),
    ).toEqual([[1, true]])
    await warehouse.close()
  })
})
