import { UnreadableError } from '../../domain/errors.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { Rejected } from '../source.ts'
import { type CsvLayout, csvLayout } from './csv-columns.ts'
import { type CsvIssue, issueFinder } from './csv-issues.ts'
import { csvRecords } from './csv-records.ts'
import { type CsvRows, count, csvRows, number, withDoubleCapacity } from './csv-rows.ts'
import { namesSong, songKey } from './csv-songs.ts'

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
}

/** The fields of the header that affect parsing. */
export type CsvSettings = Pick<RawHeader, 'chart' | 'chart_date' | 'identity'>

/** Parses a chart CSV. Throws `UnreadableError` where it has no header row, or no row that can be read. */
export function csvTable(body: Uint8Array, settings: CsvSettings, layout = csvLayout(body)): CsvTable {
  const { columns } = layout
  const finder = issueFinder(layout, settings)
  const songs = new Map<string, number>()
  const rejects: Rejected[] = []
  let rows = csvRows(1024)
  let length = 0
  let issue = 0
  let above = layout.above
  for (const records of csvRecords(body, layout.delimiter)) {
    for (const record of records) {
      if (above-- > 0) continue
      if (length === rows.issue.length) rows = withDoubleCapacity(rows)
      const isWhole = record.length === layout.header.length
      const found = isWhole ? finder.find(record) : -1
      // A row without a date is kept with the issue of the row above it.
      if (found >= 0) issue = found
      const position = isWhole ? count(record[columns.position as number]) : 0
      rows.issue[length] = issue
      if (found < 0 || position === 0 || !namesSong(layout, settings.identity, record)) {
        rows.content[length++] =
          rejects.push(createReject(layout, record, { position, isDated: found >= 0 })) - 1
        continue
      }
      const key = songKey(layout, record)
      let song = songs.get(key)
      if (song === undefined) {
        song = songs.size
        songs.set(key, song)
      }
      rows.position[length] = position
      rows.content[length] = song
      rows.metric[length] = number(record[columns.streams ?? columns.listens ?? -1])
      rows.previous[length] = count(record[columns.previous ?? -1])
      rows.peak[length] = count(record[columns.peak ?? -1])
      rows.issues_on_chart[length++] = count(record[columns.issues ?? -1])
    }
  }
  if (songs.size === 0) throw new UnreadableError(`no row that can be read${firstDetail(rejects)}`)
  return { layout, rows, songs: [...songs.keys()], rejects, ...ordered(rows, length, finder.issues) }
}

/** A counting sort: groups rows by issue without an object for each row. */
function ordered(rows: CsvRows, length: number, issues: CsvIssue[]) {
  for (let row = 0; row < length; row++) (issues[rows.issue[row] as number] as CsvIssue).end++
  const sorted = [...issues].sort(byChartAndDate)
  let first = 0
  for (const issue of sorted) {
    issue.first = first
    first += issue.end
    issue.end = issue.first
  }
  const order = new Uint32Array(length)
  for (let row = 0; row < length; row++) {
    const issue = issues[rows.issue[row] as number] as CsvIssue
    order[issue.end++] = row
    issue.size = Math.max(issue.size, rows.position[row] as number)
  }
  return { order, issues: sorted }
}

function byChartAndDate(a: CsvIssue, b: CsvIssue): number {
  return a.chart === b.chart ? a.chart_date - b.chart_date : a.chart < b.chart ? -1 : 1
}

function createReject(
  { header, columns }: CsvLayout,
  record: string[],
  { position, isDated }: { position: number; isDated: boolean },
): Rejected {
  if (record.length !== header.length) {
    const detail = `${record.length} fields, expected ${header.length}`
    return { position: null, reason: 'unreadable', detail, item: record }
  }
  const item = Object.fromEntries(header.map((name, index) => [name, record[index]]))
  const shown = (index: number | undefined) => JSON.stringify(record[index ?? -1])
  if (!isDated) {
    const detail = `expected a date as YYYY-MM-DD, got ${shown(columns.chart_date)}`
    return { position: position || null, reason: 'unreadable', detail, item }
  }
  if (position === 0) {
    const detail = `expected a position from 1, got ${shown(columns.position)}`
    return { position: null, reason: 'unreadable', detail, item }
  }
  return { position, reason: 'no_id', detail: 'neither a title nor an id', item }
}

function firstDetail([first]: Rejected[]): string {
  return first === undefined ? '' : `: ${first.detail}`
}
