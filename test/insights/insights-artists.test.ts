import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listInsights, runInsight } from '../../src/insights/run-insight.ts'
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

/** The rows of an answer over the parade, or over a chart that is named; some columns of each. */
async function table(name: string, given: Record<string, string>, columns: string): Promise<Value[][]> {
  const warehouse = given.chart === undefined ? parade : others
  const { rows } = await runInsight(warehouse, name, given, { now: '2026-01-11T08:00:00Z' })
  return rows.map((row) => columns.split(' ').map((column) => row[column] ?? null))
}

describe('artist_history', () => {
  it('lists every song of an artist, the first debut first', async () => {
    // Ash was 1 2 3 2 3 4 4, Birch 2 1 2 4 5 5 5, Fir 5, then 3 1 3 3, Hazel 5 4 2; five points for no. 1.
    const columns = 'song debut_date debut_position peak_position peak_date issues_at_peak issues points runs'
    expect(await table('artist_history', { artist: 'ida' }, columns)).toEqual([
      ['Ash Élan', '2026-01-01', 1, 1, '2026-01-01', 1, 7, 23, 1],
      ['Birch', '2026-01-01', 2, 1, '2026-01-02', 1, 7, 18, 1],
      ['Fir', '2026-01-01', 5, 1, '2026-01-07', 1, 5, 15, 2],
      ['Hazel', '2026-01-06', 5, 2, '2026-01-09', 1, 3, 7, 1],
    ])
    expect(await table('artist_history', { artist: 'Uma' }, 'song issues_at_one on_chart censored')).toEqual([
      ['Gorse', 0, false, true],
      ['Hazel', 0, true, true],
    ])
  })

  it('counts only what the artist leads when asked, and keeps the newest songs of a limit', async () => {
    expect(await table('artist_history', { artist: 'ida', credit: 'lead' }, 'song')).toEqual([
      ['Ash Élan'],
      ['Birch'],
      ['Fir'],
    ])
    expect(await table('artist_history', { artist: 'ida', limit: '2' }, 'song')).toEqual([['Fir'], ['Hazel']])
  })

  it('counts within a span, but the debut is that of the song', async () => {
    const given = { artist: 'ida', from: '2026-01-07', to: '2026-01-08' }
    const columns = 'song debut_date peak_position peak_date issues_at_peak issues points runs last_date'
    expect(await table('artist_history', given, columns)).toEqual([
      ['Ash Élan', '2026-01-01', 3, '2026-01-07', 1, 2, 5, 1, '2026-01-08'],
      ['Birch', '2026-01-01', 5, '2026-01-07', 2, 2, 2, 1, '2026-01-08'],
      ['Fir', '2026-01-01', 1, '2026-01-07', 1, 2, 8, 1, '2026-01-08'],
      ['Hazel', '2026-01-06', 4, '2026-01-07', 1, 1, 2, 1, '2026-01-07'],
    ])
  })

  it('adds up to the points of the artist among all', async () => {
    const points = await table('artist_history', { artist: 'Odo' }, 'points')
    const sum = points.reduce((total, [one]) => total + Number(one), 0)
    expect(await table('top_artists', { artist: 'Odo' }, 'place artist points')).toEqual([[2, 'Odo', sum]])
  })
})

describe('artist_summary', () => {
  const columns =
    'artist songs number_ones top_fives entries issues issues_at_one points most_at_once most_at_once_date'

  it('adds up all songs of an artist', async () => {
    // 7 + 7 + 5 + 3 entries, 23 + 18 + 15 + 7 points; four songs at once from the 6th on.
    expect(await table('artist_summary', { artist: 'ida' }, columns)).toEqual([
      ['Ida', 4, 3, 4, 22, 7, 3, 63, 4, '2026-01-06'],
    ])
    const dates = 'first_date first_song last_date songs_on_chart censored'
    expect(await table('artist_summary', { artist: 'ida' }, dates)).toEqual([
      ['2026-01-01', 'Ash Élan', '2026-01-09', 4, true],
    ])
  })

  it('adds up within a span', async () => {
    // Ash 2 3, Birch 1 2.
    const given = { artist: 'ida', from: '2026-01-02', to: '2026-01-03' }
    expect(await table('artist_summary', given, columns)).toEqual([
      ['Ida', 2, 1, 2, 4, 2, 1, 16, 2, '2026-01-02'],
    ])
    expect(await table('artist_summary', given, 'songs_on_chart first_song')).toEqual([[0, 'Birch']])
  })
})

describe('--artist', () => {
  const across = { on: '2026-01-06', across_gaps: 'true' }
  const titles: [insight: string, given: Record<string, string>, expected: string[]][] = [
    ['chart', { artist: 'odo' }, ['Elm', 'Hazel', 'Birch']],
    ['climbers', { ...across, artist: 'odo' }, []],
    ['climbers', { ...across, artist: 'ida' }, ['Ash Élan']],
    ['fallers', { ...across, artist: 'odo' }, ['Birch']],
    ['debuts', { on: '2026-01-02', artist: 'uma' }, ['Gorse']],
    ['debuts', { on: '2026-01-02', artist: 'ida' }, []],
    ['dropouts', { ...across, artist: 'odo' }, ['Cedar']],
    ['re_entries', { ...across, artist: 'ida' }, ['Fir']],
    ['re_entries', { ...across, artist: 'odo' }, []],
    ['milestones', { on: '2026-01-07', artist: 'odo' }, ['Elm', 'Birch']],
    ['number_ones', { artist: 'odo' }, ['Elm', 'Birch']],
    ['top_songs', { artist: 'uma' }, ['Hazel', 'Gorse']],
    ['longest_stays', { artist: 'uma' }, ['Hazel', 'Gorse']],
    ['most_issues_in_top', { artist: 'uma', top: '2' }, ['Hazel']],
    // Elm came from 3, Birch from 2, then Elm again from 2; Fir from 3.
    ['biggest_jump_to_number_one', { artist: 'odo' }, ['Elm', 'Birch', 'Elm']],
    ['biggest_jump_to_number_one', { artist: 'ida' }, ['Fir', 'Birch']],
    ['biggest_moves', { artist: 'uma' }, ['Gorse', 'Hazel']],
    ['biggest_moves', { artist: 'odo', direction: 'off', across_gaps: 'true' }, ['Cedar']],
    ['longest_absence', { artist: 'ida' }, ['Fir']],
    ['longest_absence', { artist: 'odo' }, []],
    ['longest_climb_to_number_one', { artist: 'odo' }, ['Elm', 'Birch']],
  ]
  it.each(titles)('of %s %j leaves only songs of the artist', async (insight, given, expected) => {
    expect((await table(insight, given, 'song')).flat()).toEqual(expected)
  })

  it('leaves only albums with songs of the artist', async () => {
    expect(await table('top_albums', { artist: 'odo' }, 'place album points songs')).toEqual([
      [1, 'Two', 29, 1],
      [2, 'One', 18, 1],
    ])
    const bombs = { chart: 'same-size' }
    expect(await table('album_bombs', { ...bombs, artist: 'Uma' }, 'album')).toEqual([['Fanfare']])
    expect(await table('album_bombs', { ...bombs, artist: 'Odo', least: '1' }, 'debuts')).toEqual([[1]])
  })

  it('keeps the place among all songs of a year, and the limit of a year', async () => {
    const given = { chart: 'new-year', artist: 'Odo' }
    expect(await table('year_end', given, 'year place song')).toEqual([
      [2025, 2, 'Birch'],
      [2025, 3, 'Elm'],
      [2026, 1, 'Birch'],
      [2026, 3, 'Elm'],
    ])
    expect(await table('year_end', { ...given, limit: '1' }, 'year place song')).toEqual([
      [2025, 2, 'Birch'],
      [2026, 1, 'Birch'],
    ])
  })

  it('belongs to every insight whose rows are songs of a chart', () => {
    const without = listInsights().filter(
      ({ parameters, columns }) =>
        columns.some(({ name }) => name === 'artists') &&
        !parameters.some(({ name }) => ['artist', 'song'].includes(name)),
    )
    // Changed ids are about the data, a no. 1 is one song, and the records are those of the chart: artist_records and the
    // lists of records have --artist.
    expect(without.map(({ name }) => name)).toEqual(['identity_changes', 'number_one_on', 'records'])
  })
})
