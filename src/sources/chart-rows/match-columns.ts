import { foldText } from '../../domain/text/fold.ts'
import type { FileReport } from '../file-format.ts'
import { type Meaning, type MetricName, meanings, metricNames, rankName } from './column-rules.ts'
import {
  countsRows,
  type DurationUnit,
  findDurationUnit,
  holdsMostly,
  isCount,
  isDay,
  isIsrc,
  isShared,
  rankIds,
  readInstant,
} from './column-values.ts'
import { splitWords } from './column-words.ts'
import { splitCombined } from './split-combined.ts'

export interface TableSample {
  /** Names of the columns, as the table writes them. */
  names: string[]
  /** Rows from all parts of the table, each with a text for every column. */
  rows: string[][]
  /** Columns that a person has named, by their index; null for a meaning that no column has. */
  given?: Partial<Record<Meaning, number | null>>
  /** True for a table of YouTube, whose ids have 11 characters. */
  isYoutube?: boolean
}

export interface ColumnMatch {
  /** Index of the column of each meaning that the table has. */
  columns: Partial<Record<Meaning, number>>
  metric: MetricName | null
  duration: DurationUnit | null
  report: FileReport
}

/**
 * Finds what the columns of a table mean, by the words of the names and, where other tables use the same words for
 * something else, by their values. Pure. Of two columns with one meaning the more exact name counts.
 */
export function matchColumns({ names, rows, given = {}, isYoutube = false }: TableSample): ColumnMatch {
  const words = names.map(splitWords)
  const columns: ColumnMatch['columns'] = {}
  const notes: string[] = []
  const taken = new Set<number>()
  const take = (meaning: Meaning, index: number) => {
    columns[meaning] = index
    taken.add(index)
  }
  for (const [meaning, index] of Object.entries(given) as [Meaning, number | null][]) {
    if (index !== null) take(meaning, index)
  }
  const getValues = (index: number) => rows.map((row) => row[index] ?? '')
  const show = (index: number) => showName(names[index] as string)

  takeCombined()
  for (const meaning of order) {
    if (meaning in given || meaning in columns || isAnotherMetric(meaning, columns)) continue
    const fitting = names
      .map((_, index) => ({ index, rank: rankName(meaning, words[index] as string[]) }))
      .filter((each): each is Candidate => each.rank !== null && !taken.has(each.index))
      .filter(({ index }) => meaning !== 'song' || words[index]?.join() !== 'name' || hasArtist(columns))
    const usable = fitting.flatMap(({ index, rank }) => {
      const problem = checkValues(meaning, index, rank)
      if (problem === null) return [{ index, rank: rank + findPenalty(meaning, index) }]
      if (problem !== '') notes.push(`${show(index)} ${problem}`)
      return []
    })
    const [best, ...others] = usable.sort((a, b) => a.rank - b.rank || a.index - b.index)
    if (best === undefined) continue
    take(meaning, best.index)
    const second = others.map(({ index }) => show(index))
    if (second.length > 0 && !['id', 'url', 'region', ...metricNames].includes(meaning)) {
      notes.push(`${meaning}: ${show(best.index)} is used, not ${second.join(' or ')}`)
    }
  }
  findLabel()
  const metric = metricNames.find((name) => columns[name] !== undefined) ?? null
  const duration =
    columns.duration === undefined
      ? null
      : findDurationUnit(words[columns.duration] as string[], getValues(columns.duration))
  return { columns, metric, duration, report: createReport(names, columns, notes) }

  /** One column of both, as on kworb.net: `Artist - Title`. */
  function takeCombined() {
    const namesEither = (word: string[]) =>
      rankName('song', word) !== null || rankName('artist', word) !== null
    if ('song' in given || 'artist' in given || words.some(namesEither)) return
    const index = words.findIndex((word) => COMBINED.includes(word.join(' ')))
    if (index < 0 || !holdsMostly(getValues(index), (value) => splitCombined(value) !== null)) return
    take('song', index)
    take('artist', index)
  }

  /** Why the values of a column are not what its name says: empty where that needs no words, null where they are. */
  function checkValues(meaning: Meaning, index: number, rank: number): string | null {
    if (rows.length === 0) return null
    const values = getValues(index)
    const isPlain = (isExpected: (value: string) => boolean) => holdsMostly(values, isExpected)
    switch (meaning) {
      case 'position':
        // `tw`, `current` and `this week` alone may be words for anything.
        return rank < 20 || isPlain(isCount) ? null : 'holds no positions'
      case 'previous':
      case 'peak':
      case 'count':
        return isPlain(isCount) ? null : 'holds no whole numbers'
      case 'date':
        return words[index]?.includes('date') || isPlain(isDay) ? null : 'holds no days'
      case 'id':
        return checkIds(values, index)
      case 'url':
        return values.some((value) => /^https?:/.test(value.trim())) && !isShared(values, getSongs())
          ? null
          : ''
      case 'artist_ids':
        return rankIds(values, 'artist', { isYoutube, isNamedId: false }) === null ? 'holds no ids' : null
      case 'album_id':
        return rankIds(values, 'album', { isYoutube, isNamedId: false }) === null ? 'holds no ids' : null
      case 'isrc':
        return isPlain(isIsrc) ? null : 'holds no ISRCs'
      case 'duration':
        return findDurationUnit(words[index] as string[], values) === null ? 'holds no durations' : null
      case 'added_at':
        return isPlain((value) => readInstant(value) !== null) ? null : 'holds no days'
      case 'explicit':
        return isPlain((value) => /^(?:true|false|yes|no|0|1)$/i.test(value.trim()))
          ? null
          : 'holds more than yes and no'
      case 'popularity':
        return isPlain(isCount) ? null : 'holds no whole numbers'
      case 'region':
      case 'chart':
        return values.every((value) => value.trim() === '') ? '' : null
      default:
        return null
    }
  }

  function checkIds(values: string[], index: number): string | null {
    const isAddress = words[index]?.some((word) => ADDRESS_WORDS.includes(word)) ?? false
    const rank = rankIds(values, 'song', { isYoutube, isNamedId: !isAddress })
    if (rank === null) return isAddress ? '' : 'holds texts, not ids'
    if (isShared(values, getSongs())) return isAddress ? '' : 'holds one id for several songs'
    const isBare = !words[index]?.some((word) => SONG_WORDS.includes(word))
    return rank === 2 && isBare && countsRows(values) ? 'counts the rows, so it holds no ids' : null
  }

  /** Ids of a site are better than numbers of a table, whatever their names are; a date of days is better than one without. */
  function findPenalty(meaning: Meaning, index: number): number {
    if (rows.length === 0) return 0
    const values = getValues(index)
    const penalty = 1000
    if (meaning === 'id') return penalty * (rankIds(values, 'song', { isYoutube, isNamedId: true }) ?? 3)
    if (meaning === 'date') return holdsMostly(values, isDay) ? 0 : penalty
    if (meaning === 'song' || meaning === 'artist') {
      return values.filter((value) => value.trim() === '').length * 2 > values.length ? penalty : 0
    }
    return 0
  }

  function getSongs(): string[] {
    const { song, artist } = columns
    return rows.map(
      (row) =>
        foldText(`${row[song ?? -1] ?? ''}`) + (song === undefined ? foldText(row[artist ?? -1] ?? '') : ''),
    )
  }

  /** In the official files since 2021 `source` is the record label. */
  function findLabel() {
    const source = names.findIndex((name) => name.trim().toLowerCase() === 'source')
    const isOfficial = words.some((each) => each.join(' ') === 'artist names') && columns.id !== undefined
    if (columns.label === undefined && !('label' in given) && source >= 0 && isOfficial) take('label', source)
  }
}

interface Candidate {
  index: number
  rank: number
}

/** Names of songs and artists come before ids, which are checked against them. */
const order: Meaning[] = [
  'artist',
  'song',
  ...meanings.filter((meaning) => meaning !== 'artist' && meaning !== 'song'),
]

/** Names of a column that holds an artist and a title. */
const COMBINED = ['artist and title', 'artist title', 'artist and song', 'artist and track']

const ADDRESS_WORDS = ['url', 'link', 'href']
const SONG_WORDS = ['song', 'track', 'recording', 'video']

function hasArtist(columns: ColumnMatch['columns']): boolean {
  return columns.artist !== undefined
}

/** A table has one metric. */
function isAnotherMetric(meaning: Meaning, columns: ColumnMatch['columns']): boolean {
  const names: readonly Meaning[] = metricNames
  return names.includes(meaning) && names.some((name) => columns[name] !== undefined)
}

function createReport(names: string[], columns: ColumnMatch['columns'], notes: string[]): FileReport {
  const used = (Object.entries(columns) as [Meaning, number][]).sort((a, b) => a[1] - b[1])
  const usedColumns = new Set(used.map(([, index]) => index))
  return {
    used: used.map(([meaning, index]) => [showName(names[index] as string), meaning]),
    unused: names.filter((_, index) => !usedColumns.has(index)).map(showName),
    notes,
  }
}

/** A column's name in messages. */
export function showName(name: string): string {
  return name.trim() === '' ? '(no name)' : name.trim()
}
