import { UnreadableError } from '../../../domain/errors.ts'
import { artistCellReader } from '../../artist-cells.ts'
import { isrc } from '../../json/fields.ts'
import type { ExportRow } from '../play.ts'
import type { RecognisedPart } from './export-part.ts'
import { readMs, readNumber, readPlainTime, toPlay } from './row-values.ts'

/** The sheet with the plays, which no other workbook has. */
export const SHEET = '10_listeningHistory'

/** The workbook of Deezer's privacy export, at a path or as its bytes. */
export function recogniseDeezerBook(book: string | Buffer): RecognisedPart {
  return {
    form: 'deezer',
    title: 'Deezer, listening history',
    note: 'the times of Deezer name no time zone; they are read as UTC, and a batch of songs may share one time',
    rows: () => readBook(book),
  }
}

async function* readBook(book: string | Buffer): AsyncGenerator<ExportRow> {
  const { default: readSheets } = await import('read-excel-file/node')
  const sheets = await readSheets(book).catch((cause: unknown) => {
    // The library fails with errors of its own code, e.g. for cells without an address.
    throw new UnreadableError('the workbook cannot be read', {
      advice: 'open it in a spreadsheet and save it again',
      cause,
    })
  })
  const data = sheets.find(({ sheet }) => sheet === SHEET)?.data
  if (data === undefined) {
    const names = sheets.map(({ sheet }) => sheet).join(', ')
    throw new UnreadableError(`a workbook without the sheet ${SHEET}; found ${names}`)
  }
  const [header = [], ...rows] = data
  const names = new Map(header.map((name, index) => [String(name).trim(), index]))
  for (const row of rows) {
    const cell = (name: string) => row[names.get(name) ?? -1]
    const date = cell('Date')
    const seconds = cell('Listening Time')
    yield toPlay({
      form: 'deezer',
      time: date instanceof Date ? date.getTime() : readPlainTime(date),
      played_ms: readMs(readNumber(seconds) * 1000),
      title: cell('Song Title'),
      artists: splitArtists(cell('Artist')),
      album: cell('Album Title'),
      isrc: isrc(cell('ISRC')),
    })
  }
}

/** Several artists have commas between them; known names with a comma stay whole. */
function splitArtists(cell: unknown): unknown {
  return typeof cell === 'string' ? readArtists(cell).names : cell
}

const readArtists = artistCellReader('commas', [])
