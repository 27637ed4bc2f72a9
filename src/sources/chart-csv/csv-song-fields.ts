import type { Meaning } from '../chart-rows/column-rules.ts'
import { readId } from '../chart-rows/id-values.ts'
import { splitCombined } from '../chart-rows/split-combined.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { CsvLayout } from './csv-columns.ts'

/** Separates the texts of a song; a text file never contains it. */
const SEPARATOR = '\0'

/** The columns that describe a song. */
const songMeanings = [
  'id',
  'url',
  'song',
  'artist',
  'artist_ids',
  'feats',
  'album',
  'album_id',
  'release_date',
  'isrc',
  'duration',
  'popularity',
  'explicit',
  'label',
] as const satisfies Meaning[]

export type SongFields = Partial<Record<(typeof songMeanings)[number], string>>

/** All fields of a row that describe its song, as one text: rows with equal texts have the same song. */
export function createSongKeys({ columns }: CsvLayout): {
  create(record: string[]): string
  parse(key: string): SongFields
} {
  const used = songMeanings.filter((meaning) => columns[meaning] !== undefined)
  const indexes = used.map((meaning) => columns[meaning] as number)
  const isCombined = columns.song !== undefined && columns.song === columns.artist
  return {
    create(record) {
      let key = ''
      for (const index of indexes) key += trimField(record[index]) + SEPARATOR
      return key
    },
    parse(key) {
      const texts = key.split(SEPARATOR)
      const fields: SongFields = Object.fromEntries(used.map((meaning, at) => [meaning, texts[at]]))
      return isCombined ? { ...fields, ...(splitCombined(fields.song ?? '') ?? { artist: '' }) } : fields
    },
  }
}

/** True for a row that names its song. */
export function createSongTest(
  { columns, isYoutube, hasChosenId }: CsvLayout,
  identity: RawHeader['identity'],
): (record: string[]) => boolean {
  return (record) => {
    if (!isBlank(record[columns.song ?? -1])) return true
    if (identity === 'text') return false
    const id = record[columns.id ?? -1]
    if (isBlank(id)) return false
    return hasChosenId || readId(id as string, 'song', { isYoutube }) !== null
  }
}

function isBlank(text: string | undefined): boolean {
  // Nearly every text begins with a visible character.
  return (
    text === undefined || (!(text.charCodeAt(0) > 0x20 && text.charCodeAt(0) < 0x80) && text.trim() === '')
  )
}

/** A value without the blanks around it. */
function trimField(text: string | undefined): string {
  if (text === undefined || text === '') return ''
  const first = text.charCodeAt(0)
  const last = text.charCodeAt(text.length - 1)
  const isPlain = first > 0x20 && first < 0x80 && last > 0x20 && last < 0x80
  return isPlain ? text : text.trim()
}
