import { UnreadableError } from '../../domain/errors.ts'
import { csvRecords, type Delimiter } from './csv-records.ts'

/** The columns of a chart CSV, each with the names that it may have, preferred first. */
const names = {
  chart_date: ['chart_date', 'date', 'week', 'chart_week', 'week_date', 'week_id'],
  position: ['position', 'rank', 'pos', 'this_week'],
  song: ['song', 'title', 'track_name', 'song_name', 'track', 'track_title', 'song_title'],
  artist: ['artist', 'artist_names', 'artist_name', 'artists', 'performer'],
  reference: ['uri', 'url', 'track_url', 'spotify_url'],
  song_id: ['track_id', 'song_id', 'spotify_id'],
  label: ['label', 'record_label'],
  streams: ['streams'],
  listens: ['listens', 'listen_count'],
  previous: ['previous_position', 'previous_rank', 'last_week', 'last_position', 'last_rank'],
  peak: ['peak_position', 'peak_rank', 'peak', 'peak_pos'],
  issues: ['issues_on_chart', 'days_on_chart', 'weeks_on_chart', 'weeks_on_board', 'weeks', 'days'],
  region: ['region', 'country', 'market'],
  chart: ['chart', 'chart_name'],
} as const

type Column = keyof typeof names

/** Records, such as notes, that may come before the header. */
const NOTES = 10

export interface CsvLayout {
  delimiter: Delimiter
  /** Records before the first row: notes and the header. */
  above: number
  /** Names in the order of the columns, as the file writes them. */
  header: string[]
  /** Index of each column that is there. */
  columns: Partial<Record<Column, number>>
  /** True where the artist column names all credited artists, with commas between them. */
  lists_artists: boolean
}

/** Finds the header row of a chart CSV. Throws `UnreadableError` where no row names a position and a song. */
export function csvLayout(body: Uint8Array): CsvLayout {
  for (const delimiter of [',', ';', '\t'] as const) {
    const [records = []] = csvRecords(body, delimiter)
    for (const [above, header] of records.slice(0, NOTES).entries()) {
      const columns = matchColumns(header)
      const namesSong = [columns.song, columns.reference, columns.song_id].some(
        (index) => index !== undefined,
      )
      if (columns.position === undefined || !namesSong) continue
      const lists_artists = normalized(header[columns.artist ?? -1] ?? '') === 'artist_names'
      return { delimiter, above: above + 1, header, columns, lists_artists }
    }
  }
  throw new UnreadableError('no header row that names a position (or rank) and a song, title, uri or url')
}

function matchColumns(header: string[]): CsvLayout['columns'] {
  const given = header.map(normalized)
  const columns: CsvLayout['columns'] = {}
  for (const [column, known] of Object.entries(names) as [Column, readonly string[]][]) {
    const name = known.find((each) => given.includes(each))
    if (name !== undefined) columns[column] = given.indexOf(name)
  }
  // In the official files since 2021 `source` is the record label.
  const source = given.indexOf('source')
  if (columns.label === undefined && source >= 0 && given.includes('artist_names')) columns.label = source
  return columns
}

/** `Track Name`, `track-name` and `track_name` are one name. */
function normalized(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')
}
