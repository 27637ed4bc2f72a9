import { describe, expect, it } from 'vitest'
import { normalizeName, splitWords } from '../../../src/sources/chart-rows/column-words.ts'
import { matchColumns } from '../../../src/sources/chart-rows/match-columns.ts'

/** What the names alone mean. */
function match(...names: string[]) {
  const { report } = matchColumns({ names, rows: [] })
  return Object.fromEntries(report.used.map(([name, meaning]) => [meaning, name]))
}

describe('the name of a column', () => {
  it.each(['Artist Name', 'artist-name', 'ARTIST_NAME', 'artistName', 'artistname', ' Artist  name '])(
    'is the same in every spelling: %s',
    (name) => expect(normalizeName(name)).toBe('artist_name'),
  )

  it('is read as words, with an abbreviation as one', () => {
    expect(splitWords('Artist URI(s)')).toEqual(['artist', 'uris'])
    expect(splitWords('YouTube URL')).toEqual(['youtube', 'url'])
    expect(splitWords('Track Duration (ms)')).toEqual(['track', 'duration', 'ms'])
    expect(splitWords('weekday')).toEqual(['weekday'])
  })
})

describe('a meaning by words', () => {
  it.each([
    ['position', 'position'],
    ['position', 'Rank'],
    ['position', 'Pos'],
    ['position', '#'],
    ['position', 'chart_position'],
    ['position', 'week_position'],
    ['position', 'currentRank'],
    ['position', 'Daily Rank'],
    ['position', 'this_week'],
    ['position', 'current_week'],
    ['position', 'current'],
    ['date', 'date'],
    ['date', 'chart_week'],
    ['date', 'week_id'],
    ['date', 'snapshot_date'],
    ['date', 'captured_date'],
    ['date', 'Date (YYYY-MM-DD)'],
    ['date', 'Date (dd/mm/yyyy)'],
    ['date', 'Week of'],
    ['date', 'weekOf'],
    ['date', 'Week Commencing'],
    ['date', 'week_start'],
    ['date', 'Issue Date'],
    ['date', 'issue'],
    ['date', 'end_date'],
    ['date', 'start_date'],
    ['chart', 'chart_type'],
    ['date', 'date of chart'],
    ['position', 'Place'],
    ['position', 'Ranking'],
    ['position', 'Rank No.'],
    ['peak', 'Best Position'],
    ['peak', 'highest_rank'],
    ['count', 'Total Weeks'],
    ['count', '# Weeks'],
    ['count', 'Number of weeks'],
    ['count', 'Wks on'],
    ['song', 'Single'],
    ['artist', 'primary_artist'],
    ['artist', 'Main Artist Name'],
    ['artist', 'Lead Artist(s)'],
    ['artist', 'Singer'],
    ['previous', 'last-week'],
    ['previous', 'previous_week_position'],
    ['previous', 'lastPos'],
    ['previous', 'LW'],
    ['previous', 'previous'],
    ['peak', 'peak'],
    ['peak', 'PEAK_RANK'],
    ['peak', 'Pk'],
    ['peak', 'HP'],
    ['peak', 'Highest Position'],
    ['count', 'WoC'],
    ['count', 'weeks on board'],
    ['count', 'wks_on_chart'],
    ['count', 'Periods on Chart'],
    ['count', 'appearancesOnChart'],
    ['count', 'time_on_chart'],
    ['count', 'weeks_in'],
    ['song', 'songName'],
    ['song', 'Title'],
    ['song', 'track'],
    ['artist', 'performer'],
    ['artist', 'Artist Name(s)'],
    ['streams', 'Streams'],
    ['views', 'Views'],
    ['plays', 'playcount'],
    ['listens', 'listen_count'],
    ['scrobbles', 'scrobbles'],
    ['sales', 'sales'],
    ['units', 'units'],
    ['id', 'track_spotify_id'],
    ['id', 'Spotify Track Id'],
    ['id', 'uri'],
    ['artist_ids', 'artist_spotify_ids'],
    ['artist_ids', 'Artist URI(s)'],
    ['album', 'Album Name'],
    ['album_id', 'album_id'],
    ['isrc', 'ISRC'],
    ['duration', 'Track Duration (ms)'],
    ['added_at', 'song_added'],
    ['feats', 'feats'],
    ['region', 'market'],
    ['chart', 'chart'],
  ])('%s: %s', (meaning, name) => expect(match(name)).toEqual({ [meaning]: name }))

  it.each([
    'rank_change',
    'worst_position',
    'Week #',
    'day #',
    'Streams %',
    'Streams+',
    'Rank +/-',
    'Position Δ',
    'Song - Artist',
    'Track / Artist',
    'peak_date',
    'notes',
    'No.',
    'now',
    'Total Time',
    'primary_artist_gender',
    'Singles Chart Peak Date',
    'entryRank',
    'peakDate',
    'consecutive_weeks',
    'consecutiveAppearancesOnChart',
    'streak',
    'current_streak',
    'trend',
    'chart_debut',
    'chart_url',
    'image_url',
    'Album Artist Name(s)',
    'total_streams',
    'weekday',
    'instance',
    'new',
    'name',
  ])('%s has none', (name) => expect(match(name)).toEqual({}))

  it('is the artist for one that is named first, beside those that are featured', () => {
    expect(match('rank', 'track_title', 'primary_artist', 'featured_artists', 'week_ending')).toEqual({
      ...{ position: 'rank', song: 'track_title', artist: 'primary_artist' },
      ...{ feats: 'featured_artists', date: 'week_ending' },
    })
  })

  it('is a named position before a number of rows', () => {
    expect(match('#', 'Chart Position', 'title', 'artist')).toMatchObject({ position: 'Chart Position' })
    expect(match('Week #', 'Chart Position', 'title', 'artist')).toMatchObject({ position: 'Chart Position' })
    expect(match('#', 'title', 'artist')).toMatchObject({ position: '#' })
  })

  it('is the end of a week with a date where its start is beside it', () => {
    expect(match('week_start_date', 'week_end_date', 'rank', 'title')).toMatchObject({
      date: 'week_end_date',
    })
  })

  it('is the end of a week where its start is beside it', () => {
    expect(match('week_start', 'week_end', 'rank', 'title', 'artist')).toMatchObject({ date: 'week_end' })
  })

  it.each(['issue', 'end_date', 'start_date'])('is no day for a column %s of other values', (name) => {
    const { columns } = matchColumns({
      names: [name, 'rank', 'title', 'artist'],
      rows: [['12', '1', 'A', 'B']],
    })
    expect(columns.position).toBe(1)
    expect(columns.date).toBe(name === 'issue' ? undefined : 0)
  })

  it('is the song for a name beside an artist', () => {
    expect(match('rank', 'name', 'artist')).toMatchObject({ song: 'name' })
  })

  it('is that of the more exact of two names, and the report says so', () => {
    const { report, columns } = matchColumns({
      names: ['current', 'position', 'title', 'artist'],
      rows: [['3', '1', 'A', 'B']],
    })
    expect(columns.position).toBe(1)
    expect(report.unused).toEqual(['current'])
    expect(report.notes).toEqual(['position: position is used, not current'])
  })
})

describe('a column by its values', () => {
  const rows = [
    ['1', 'Lantern Bay', 'Nora Quill', '2LUbOqv9m2tUJVqsZXUBjQ', 'Lantern BayNora Quill', '1'],
    ['2', 'Low Tide', 'Otto Fenn', 'VwpZF5IrALvdEatLCUwwlF', 'Low TideOtto Fenn', '2'],
  ]
  const matchIds = (...names: string[]) => matchColumns({ names: ['rank', 'song', 'artist', ...names], rows })

  it('is of ids only where it holds ids', () => {
    expect(matchIds('track_id', 'song_id', 'x').columns.id).toBe(3)
    const { columns, report } = matchIds('x', 'song_id', 'y')
    expect(columns.id).toBeUndefined()
    expect(report.notes).toEqual(['song_id holds texts, not ids'])
  })

  it('is not of ids where it counts the rows, or where one value is in all rows', () => {
    expect(matchIds('x', 'y', 'id').columns.id).toBeUndefined()
    expect(matchIds('x', 'y', 'song_id').columns.id).toBe(5)
    const shared = rows.map((row) => [
      ...row.slice(0, 3),
      'https://open.spotify.com/track/2LUbOqv9m2tUJVqsZXUBjQ',
    ])
    expect(
      matchColumns({ names: ['rank', 'song', 'artist', 'url'], rows: shared }).columns.id,
    ).toBeUndefined()
  })

  it('is of ids in nine of ten rows, and of texts below that', () => {
    const of = (wrong: number) =>
      matchColumns({
        names: ['rank', 'song', 'artist', 'track_id'],
        rows: Array.from({ length: 20 }, (_, at) => [
          String(at + 1),
          `Song ${at}`,
          'Nora Quill',
          at < wrong ? 'unknown' : `4uLU6hMCjMI75M1A2tKU${String(at).padStart(2, '0')}`,
        ]),
      }).columns.id
    expect([of(0), of(2), of(3)]).toEqual([3, 3, undefined])
  })

  it('prefers ids of a site to numbers, whatever the names are', () => {
    const numbered = rows.map((row, at) => [
      ...row.slice(0, 3),
      String(70 + 3 * at),
      `spotify:track:${row[3]}`,
    ])
    expect(
      matchColumns({ names: ['rank', 'song', 'artist', 'song_id', 'uri'], rows: numbered }).columns.id,
    ).toBe(4)
  })

  it('has 11 characters as ids in a table of YouTube only', () => {
    const videos = rows.map((row, at) => [...row.slice(0, 3), `aaaaaaaaaa${at}`])
    const names = ['rank', 'song', 'artist', 'video_id']
    expect(matchColumns({ names, rows: videos, isYoutube: true }).columns.id).toBe(3)
    expect(matchColumns({ names, rows: videos }).columns.id).toBeUndefined()
  })

  it('is not of dates where `week` counts weeks', () => {
    const names = ['week', 'rank', 'song', 'artist']
    expect(matchColumns({ names, rows: [['12', '1', 'A', 'B']] }).columns.date).toBeUndefined()
    expect(matchColumns({ names, rows: [['2026-01-03', '1', 'A', 'B']] }).columns.date).toBe(0)
  })
})
