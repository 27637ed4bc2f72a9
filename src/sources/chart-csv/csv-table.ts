import { UnreadableError } from '../../domain/errors.ts'
import { isNineOfTen } from '../chart-rows/column-values.ts'
import { showName } from '../chart-rows/match-columns.ts'
import { readPosition } from '../chart-rows/read-numbers.ts'
import { showHeader } from '../chart-rows/show-header.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { Rejected } from '../source.ts'
import { type CsvLayout, csvLayout } from './csv-columns.ts'
import { type CsvIssue, issueFinder } from './csv-issues.ts'
import { csvRecords } from './csv-records.ts'
import { type CsvChoices, nameOtherChart } from './csv-refusals.ts'
import { createSongKeys, createSongTest } from './csv-song-fields.ts'
import { createCsvNumbers } from './rows/csv-numbers.ts'
import { dropEqualRows, orderRows, requireOwnPositions, settlePositions } from './rows/csv-order.ts'
import { createReject, listKnownFields } from './rows/csv-rejects.ts'
import { type CsvRows, csvRows, withDoubleCapacity } from './rows/csv-rows.ts'

/** A parsed chart CSV: millions of rows are columns of numbers, and the texts of a song are stored once. */
export interface CsvTable {
  layout: CsvLayout
  /** By chart and chart date. */
  issues: CsvIssue[]
  rows: CsvRows
  /** Rows issue by issue, within each in the order of the file. */
  order: Uint32Array
  /** Keys of the songs that the rows name. */
  songs: string[]
  rejects: Rejected[]
  /** What was decided by all rows, a line each. */
  notes: string[]
  /** Columns whose numbers cannot be read. */
  unread: string[]
}

/** The fields of the header that affect parsing. */
export type CsvSettings = Pick<RawHeader, 'chart' | 'chart_date' | 'identity'> & CsvChoices

/** Parses a chart CSV. Throws `UnreadableError` where it has no header row, or no row that can be read. */
export function csvTable(
  body: Uint8Array,
  settings: CsvSettings,
  layout = csvLayout(body, settings),
): CsvTable {
  const finder = issueFinder(layout, settings)
  const { issues } = finder
  const namesSong = createSongTest(layout, settings.identity)
  const keys = createSongKeys(layout)
  const numbers = createCsvNumbers(layout)
  const songs = new Map<string, number>()
  const rejects: Rejected[] = []
  const { isInOrder, header } = layout
  const positionAt = layout.columns.position ?? -1
  let rows = csvRows(1024, numbers.hasAdded)
  let length = 0
  let issue = 0
  let songless = 0
  let above = layout.above
  for (const records of csvRecords(body, layout.delimiter, { width: header.length })) {
    for (const record of records) {
      if (above-- > 0) continue
      if (length === rows.issue.length) rows = withDoubleCapacity(rows)
      const isWhole = record.length === header.length
      const fields = isWhole ? record : listKnownFields(layout, record)
      const found = finder.find(fields)
      // A row without a date is kept with the issue of the row above it.
      if (found >= 0) issue = found
      const current = issues[issue]
      const position = isInOrder ? (current?.rows ?? 0) : readPosition(fields[positionAt])
      if (current !== undefined) current.rows++
      rows.issue[length] = issue
      const hasSong = isWhole && namesSong(record)
      if (isWhole && !hasSong) songless++
      if (found < 0 || position < 0 || !hasSong) {
        const reject = createReject(layout, record, { position, isDated: found >= 0 })
        if (current !== undefined && position >= 0) widenIssue(current, position + 1)
        rows.content[length++] = rejects.push(reject) - 1
        continue
      }
      const key = keys.create(record)
      let song = songs.get(key)
      if (song === undefined) {
        song = songs.size
        songs.set(key, song)
      }
      // One too high, because 0 is a reject; settled below.
      rows.position[length] = position + 1
      rows.content[length] = song
      numbers.read(record, rows, length++)
    }
  }
  requireSongs(layout, { length, songless, songs: songs.size, rejects })
  const notes = numbers.finish(rows)
  const { order, issues: ordered } = orderRows(rows, length, issues)
  if (settlePositions(rows, length, ordered, rejects) && !isInOrder) {
    notes.push('the ranks begin at 0 and are read as 1 to n')
  }
  if (!isInOrder) requireOwnPositions(ordered, showName(header[positionAt] ?? ''))
  const repeated = dropEqualRows(rows, order, ordered)
  if (repeated > 0)
    notes.push(
      `${repeated} ${repeated === 1 ? 'row occurs' : 'rows occur'} twice and ${repeated === 1 ? 'counts' : 'count'} once`,
    )
  const range = finder.getRange()
  if (range !== null) notes.push(range)
  return {
    layout,
    rows,
    songs: [...songs.keys()],
    rejects,
    notes,
    unread: numbers.listUnread(),
    order,
    issues: ordered,
  }
}

function widenIssue(issue: CsvIssue, position: number): void {
  issue.size = Math.max(issue.size, position)
  issue.least = Math.min(issue.least, position)
}

/** Throws where the rows name artists alone, or no row can be read. */
function requireSongs(
  { columns, header }: CsvLayout,
  found: { length: number; songless: number; songs: number; rejects: Rejected[] },
): void {
  if (isNineOfTen(found.songless, found.length)) {
    const problem = columns.artist === undefined ? 'nine of ten rows name no song' : nameOtherChart(columns)
    throw new UnreadableError(`${problem}; the columns are ${showHeader(header)}`, {
      advice: 'if another column has the songs, name it with --columns song=…',
    })
  }
  if (found.songs > 0) return
  const [first] = found.rejects
  throw new UnreadableError(`no row that can be read${first === undefined ? '' : `: ${first.detail}`}`)
}
