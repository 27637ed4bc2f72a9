import { findChosenColumns } from '../chart-rows/column-choices.ts'
import { type Meaning, type MetricName, rankName } from '../chart-rows/column-rules.ts'
import type { DurationUnit } from '../chart-rows/column-values.ts'
import { splitWords } from '../chart-rows/column-words.ts'
import { readId } from '../chart-rows/id-values.ts'
import { type ColumnMatch, matchColumns, showName } from '../chart-rows/match-columns.ts'
import { type DayOrder, decideDayOrder, findDays, surveyDays } from '../chart-rows/read-days.ts'
import { createTableError } from '../chart-rows/table-refusal.ts'
import type { FileReport } from '../file-format.ts'
import { type Delimiter, delimiters } from './csv-lines.ts'
import { csvRecords } from './csv-records.ts'
import { type CsvChoices, createHeaderError, isPipelineSongs } from './csv-refusals.ts'
import { readColumnTexts, sampleRows } from './csv-sample.ts'

/** Records, such as notes, that may come before the header. */
const NOTES = 10

export interface CsvLayout {
  delimiter: Delimiter
  /** Records before the first row: notes and the header. */
  above: number
  /** Names in the order of the columns, as the file writes them. */
  header: string[]
  /** Index of each column that is there. */
  columns: Partial<Record<Meaning, number>>
  metric: MetricName | null
  duration: DurationUnit | null
  /** True where the position of a row is its place in the file. */
  isInOrder: boolean
  /** True where a person has named the column of ids, whatever it holds. */
  hasChosenId: boolean
  isYoutube: boolean
  /** The site that most rows link to. */
  site: 'spotify' | 'youtube' | null
  /** True where the artist column names all credited artists, with commas between them. */
  lists_artists: boolean
  /** True where a row has the ids of all credited artists, false for that of the lead. */
  listsIds: boolean
  /** The order of day and month in dates such as `1/3/2026`; null where nothing shows it. */
  dates: DayOrder | null
  /** True where a date can mean two days and nothing in the file shows which. */
  hasOpenDates: boolean
  /** The different days in the notes above the header: days since 1970-01-01. */
  noted: number[]
  report: FileReport
}

/** Finds the header row of a chart CSV. Throws `UnreadableError` where no row names a position and a song. */
export function csvLayout(body: Uint8Array, choices: CsvChoices = {}): CsvLayout {
  const found = findHeader(body, choices)
  const { delimiter, header, above } = found
  requireOneTable(header)
  const rows = sampleRows(body, { delimiter, above, width: header.length })
  const given = findChosenColumns(choices.columns ?? {}, header)
  if (choices.regions === 'describe') given.region = null
  const isYoutube = isYoutubeTable(choices.file_name ?? '', header, rows)
  const match = matchColumns({ names: header, rows, given, isYoutube })
  requireDays(header, { match, rows, choices })
  const listsIds = namesIds(header, match)
  const isInOrder = choices.positions === 'order' || isPipelineSongs(header)
  const layout: CsvLayout = {
    ...found,
    ...(isInOrder ? withoutPosition(match) : match),
    isInOrder,
    hasChosenId: typeof given.id === 'number',
    isYoutube,
    site: findSite(match, rows, isYoutube),
    lists_artists:
      splitWords(header[match.columns.artist ?? -1] ?? '').join('_') === 'artist_names' || listsIds,
    listsIds,
    dates: choices.dates ?? null,
    hasOpenDates: false,
  }
  return choices.dates === undefined ? { ...layout, ...findDayOrder(body, layout, rows) } : layout
}

type Header = Pick<CsvLayout, 'delimiter' | 'above' | 'header' | 'noted'>

function findHeader(body: Uint8Array, choices: CsvChoices): Header {
  let nearest: { header: string[]; fitting: number } = { header: [], fitting: 0 }
  for (const delimiter of delimiters) {
    const [records = []] = csvRecords(body, delimiter)
    for (const [above, header] of records.slice(0, NOTES).entries()) {
      const { columns } = matchNames(header, choices)
      const hasPosition =
        columns.position !== undefined || choices.positions === 'order' || isPipelineSongs(header)
      const namesSong = columns.song !== undefined || columns.id !== undefined
      if (hasPosition && namesSong) {
        const notes = records.slice(0, above).map((record) => record.join(' '))
        return { delimiter, above: above + 1, header, noted: findDays(notes.join('\n')) }
      }
      const fitting = Object.keys(columns).length
      if (fitting > nearest.fitting || nearest.header.length === 0) nearest = { header, fitting }
    }
  }
  const { columns } = matchNames(nearest.header, choices)
  throw createHeaderError(nearest.header, columns, choices)
}

/** What the names alone say. */
function matchNames(header: string[], { columns = {} }: CsvChoices): ColumnMatch {
  const names = new Set(header.map((name) => splitWords(name).join('_')))
  const isThere = ([, name]: [string, string]) => name === '' || names.has(splitWords(name).join('_'))
  const chosen = Object.fromEntries(Object.entries(columns).filter(isThere))
  return matchColumns({ names: header, rows: [], given: findChosenColumns(chosen, header) })
}

/** Throws where the columns of a second table are beside those of the first. */
function requireOneTable(header: string[]): void {
  const names = header.map((name) => splitWords(name))
  const repeats = (meaning: Meaning) =>
    names.some((name, at) => {
      const isFirst = names.findIndex((other) => other.join(' ') === name.join(' ')) === at
      return !isFirst && rankName(meaning, name) !== null
    })
  if (!repeats('position') || !(repeats('song') || repeats('id'))) return
  throw createTableError('two tables beside each other', {
    header,
    advice: 'put each into a file of its own',
  })
}

function withoutPosition(match: ColumnMatch): ColumnMatch {
  const { position, ...columns } = match.columns
  const { used, unused, notes } = match.report
  const dropped = used.filter(([, meaning]) => meaning === 'position').map(([name]) => name)
  const report: FileReport = {
    used: used.filter(([, meaning]) => meaning !== 'position'),
    unused: [...unused, ...dropped],
    notes: [
      ...notes,
      `the order of the rows gives the position${dropped.length > 0 ? `, not ${dropped.join(' or ')}` : ''}`,
    ],
  }
  return { ...match, columns, report }
}

/** A column that numbers weeks parts the rows into issues, but does not date them. */
function requireDays(
  header: string[],
  { match, rows, choices }: { match: ColumnMatch; rows: string[][]; choices: CsvChoices },
): void {
  if (match.columns.date !== undefined || choices.columns?.date !== undefined) return
  for (const [index, name] of header.entries()) {
    if (rankName('date', splitWords(name)) === null) continue
    const texts = new Set(rows.map((row) => row[index]))
    if (texts.size < 2) continue
    const [text] = texts
    throw createTableError(`the column ${showName(name)} holds no days, such as ${JSON.stringify(text)}`, {
      header,
      advice: 'name the column of dates with --columns date=…, or pass --columns date= for no column',
    })
  }
}

function namesIds(header: string[], { columns }: ColumnMatch): boolean {
  const name = splitWords(header[columns.artist_ids ?? -1] ?? '')
  return ['ids', 'uris', 'mbids', 'urls', 'links'].some((word) => name.includes(word))
}

function isYoutubeTable(file_name: string, header: string[], rows: string[][]): boolean {
  const isNamed = /youtube/i.test(file_name) || header.some((name) => splitWords(name).includes('youtube'))
  return isNamed || rows.slice(0, 10).some((row) => row.some((field) => YOUTUBE.test(field)))
}

const YOUTUBE = /(?:youtube\.com|youtu\.be)\//
const SPOTIFY = /^(?:spotify:track:|(?:https?:\/\/)?(?:open|play)\.spotify\.com\/(?:[a-z-]+\/)?track\/)/

/** The ids decide, whatever the other columns link to. */
function findSite({ columns }: ColumnMatch, rows: string[][], isYoutube: boolean): CsvLayout['site'] {
  const forms = rows.map((row) => readId(row[columns.id ?? -1] ?? '', 'song', { isYoutube })?.form)
  for (const site of ['spotify', 'youtube'] as const) {
    if (2 * forms.filter((form) => form === site).length > rows.length) return site
  }
  if (rows.some((row) => row.some((field) => SPOTIFY.test(field)))) return 'spotify'
  return rows.some((row) => row.some((field) => YOUTUBE.test(field))) ? 'youtube' : null
}

/** Reads all days only where the sample has one that does not show its order. */
function findDayOrder(
  body: Uint8Array,
  layout: CsvLayout,
  rows: string[][],
): Pick<CsvLayout, 'dates' | 'hasOpenDates'> {
  const { date } = layout.columns
  const sample = surveyDays(date === undefined ? [] : rows.map((row) => row[date] ?? ''))
  if (date === undefined || (sample.ambiguous === null && !sample.dayFirst && !sample.monthFirst)) {
    return { dates: null, hasOpenDates: false }
  }
  const whole = surveyDays(readColumnTexts(body, layout, date))
  const dates = decideDayOrder([whole])
  return { dates, hasOpenDates: dates === null && whole.ambiguous !== null }
}
