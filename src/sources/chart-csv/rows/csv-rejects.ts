import type { Rejected } from '../../source.ts'
import type { CsvLayout } from '../csv-columns.ts'
import { readBeforeQuote } from '../csv-lines.ts'

/** The fields of a record that are known to be in their columns: those before the one that could not be read. */
export function listKnownFields({ header, columns, delimiter }: CsvLayout, record: string[]): string[] {
  if (record.length === header.length) return record
  const [line = ''] = record
  const fields = record.length === 1 && line.includes('"') ? readBeforeQuote(line, delimiter) : record
  // A delimiter too many is mostly within a name.
  const firstText = Math.min(columns.song ?? header.length, columns.artist ?? header.length)
  const known = fields.slice(0, Math.min(fields.length, firstText))
  // Fields that are not there are empty, so that a row has a text for each column.
  return [...known, ...new Array<string>(Math.max(0, header.length - known.length)).fill('')]
}

export function createReject(
  layout: CsvLayout,
  record: string[],
  { position, isDated }: { position: number; isDated: boolean },
): Rejected {
  const { header, columns } = layout
  const known = position < 0 ? null : position
  if (record.length !== header.length) {
    const [line = ''] = record
    const isBroken = record.length === 1 && line.includes('"')
    const detail = isBroken
      ? 'quotes that cannot be read: a quote within a value is written twice'
      : `${record.length} fields, expected ${header.length}`
    return { position: known, reason: 'unreadable', detail, item: record }
  }
  const item = Object.fromEntries(header.map((name, index) => [name, record[index]]))
  const shown = (index: number | undefined) => JSON.stringify(record[index ?? -1])
  if (!isDated) {
    const detail = `expected a date as YYYY-MM-DD, got ${shown(columns.date)}`
    return { position: known, reason: 'unreadable', detail, item }
  }
  if (known === null) {
    const detail = `expected a position from 1, got ${shown(columns.position)}`
    return { position: null, reason: 'unreadable', detail, item }
  }
  return { position: known, reason: 'no_song', detail: 'neither a title nor an id', item }
}
