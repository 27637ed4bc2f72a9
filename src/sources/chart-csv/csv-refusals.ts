import { UnreadableError } from '../../domain/errors.ts'
import { splitWords } from '../chart-rows/column-words.ts'
import type { ColumnMatch } from '../chart-rows/match-columns.ts'
import { showHeader } from '../chart-rows/show-header.ts'
import { createTableError } from '../chart-rows/table-refusal.ts'
import type { RawHeader } from '../raw/raw-object.ts'

/** The fields of the raw header that decide what the columns mean. */
export type CsvChoices = Partial<Pick<RawHeader, 'columns' | 'positions' | 'dates' | 'regions' | 'file_name'>>

/** What a table without songs is. */
export function nameOtherChart(columns: ColumnMatch['columns']): string {
  const items = columns.album === undefined ? 'artists' : 'albums'
  return `a chart of ${items}; hitparade keeps charts of songs`
}

/** The transformed songs of a reference pipeline, whose rows still have the order of the playlist. */
export function isPipelineSongs(header: string[]): boolean {
  const names = new Set(header.map((name) => splitWords(name).join(' ')))
  return names.has('song added') && ['song id', 'song url', 'url'].some((name) => names.has(name))
}

/** Why a table with this header cannot be read as a chart, and the nearest cure. */
export function createHeaderError(
  header: string[],
  columns: ColumnMatch['columns'],
  { columns: chosen = {} }: CsvChoices,
): UnreadableError {
  const lacks = Object.values(chosen).filter(
    (name) => name !== '' && !header.some((each) => each.trim() === name),
  )
  if (lacks.length > 0) {
    return createTableError(`--columns: there is no column ${JSON.stringify(lacks[0])}`, { header })
  }
  if (Object.keys(columns).length === 0) {
    return new UnreadableError(
      `no header row that names a position (or rank) and a song, title, uri or url; found ${showHeader(header)}`,
      {
        details: { columns: 0 },
        advice: 'if this is the header, name its columns with --columns position=…,song=…',
      },
    )
  }
  const hasSong = columns.song !== undefined || columns.id !== undefined
  if (!hasSong && columns.position !== undefined && columns.artist !== undefined) {
    return createTableError(nameOtherChart(columns), {
      header,
      advice: 'if a column has the songs, name it with --columns song=…',
    })
  }
  if (columns.position !== undefined) {
    return createTableError('no column of songs', {
      header,
      advice: 'name it with --columns song=…',
    })
  }
  const part = findPipelinePart(header, columns)
  if (part !== null) {
    return createTableError(`${part} of a pipeline without positions`, {
      header,
      advice: 'import the responses that the pipeline keeps in raw_data',
    })
  }
  const isExport = hasSong && exported.filter((meaning) => columns[meaning] !== undefined).length > 1
  if (isExport) {
    return createTableError('a playlist export without a column of positions', {
      header,
      advice: 'to take the order of its rows, pass --positions order',
    })
  }
  return createTableError('no column of positions', {
    header,
    advice: hasSong
      ? 'name it with --columns position=…, or pass --positions order to take the order of the rows'
      : 'name the columns with --columns position=…,song=…',
  })
}

/** What exports of playlists have beside song and artist. */
const exported = [
  'id',
  'album',
  'album_id',
  'isrc',
  'duration',
  'added_at',
  'popularity',
  'release_date',
] as const

function findPipelinePart(header: string[], columns: ColumnMatch['columns']): string | null {
  if (columns.song !== undefined) return null
  const names = header.map((name) => splitWords(name).join(' '))
  if (
    columns.album_id !== undefined &&
    names.some((name) => /^(?:album )?(?:total tracks|release date)$/.test(name))
  ) {
    return 'the albums'
  }
  const isArtists = columns.artist_ids !== undefined && header.length <= 6 && columns.album_id === undefined
  return isArtists ? 'the artists' : null
}
