import { readInstant } from '../../chart-rows/column-values.ts'
import { showName } from '../../chart-rows/match-columns.ts'
import { createNumberColumn, type NumberColumn } from '../../chart-rows/read-numbers.ts'
import type { CsvLayout } from '../csv-columns.ts'
import type { CsvRows } from './csv-rows.ts'

const LARGEST = 2 ** 31 - 1

export interface CsvNumbers {
  hasAdded: boolean
  /** Reads the numbers of a record into the row with this index. */
  read(record: string[], rows: CsvRows, row: number): void
  /** Empties the columns that cannot be read. Returns a line for each column with something to say. */
  finish(rows: CsvRows): string[]
  /** Columns that are emptied. */
  listUnread(): string[]
}

interface ReadColumn {
  index: number
  target: 'metric' | 'previous' | 'peak' | 'issues_on_chart'
  numbers: NumberColumn
}

/** Reads the metric, and what the publisher says of previous position, peak and count. */
export function createCsvNumbers({ columns, metric, header }: CsvLayout): CsvNumbers {
  const read: ReadColumn[] = []
  const add = (target: ReadColumn['target'], index: number | undefined) => {
    if (index !== undefined) read.push({ index, target, numbers: createNumberColumn() })
  }
  add('metric', metric === null ? undefined : columns[metric])
  add('previous', columns.previous)
  add('peak', columns.peak)
  add('issues_on_chart', columns.count)
  const addedAt = columns.added_at
  const unread: string[] = []
  let rowsBefore: CsvRows | null = null
  let targets: (Float64Array | Int32Array)[] = []
  return {
    hasAdded: addedAt !== undefined,
    read(record, rows, row) {
      if (rows !== rowsBefore) {
        rowsBefore = rows
        targets = read.map(({ target }) => rows[target])
      }
      for (let at = 0; at < read.length; at++) {
        const { index, target, numbers } = read[at] as ReadColumn
        const value = numbers.read(record[index])
        const isGiven = target === 'metric' || value <= LARGEST
        ;(targets[at] as Float64Array | Int32Array)[row] = isGiven ? value : -1
      }
      if (addedAt !== undefined) rows.added_at[row] = Date.parse(readInstant(record[addedAt] ?? '') ?? '')
    },
    finish(rows) {
      for (const target of ['metric', 'previous', 'peak', 'issues_on_chart'] as const) {
        if (!read.some((each) => each.target === target))
          rows[target].fill(target === 'metric' ? Number.NaN : -1)
      }
      return read.flatMap(({ index, target, numbers }) => {
        const { conflict, unread: texts, example } = numbers.finish()
        const name = showName(header[index] as string)
        if (conflict !== null) {
          unread.push(name)
          rows[target].fill(target === 'metric' ? Number.NaN : -1)
          return [`${name} is not read: ${describeConflict(conflict)}`]
        }
        if (texts === 0) return []
        const what = texts === 1 ? 'value is not a whole number' : 'values are not whole numbers'
        const limit = /^\d{16}/.test(example?.replace(/\D/g, '') ?? '')
          ? ` up to ${Number.MAX_SAFE_INTEGER.toLocaleString('en')}`
          : ''
        return [`${name}: ${texts} ${what}${limit}, such as ${JSON.stringify(example)}`]
      })
    },
    listUnread: () => unread,
  }
}

function describeConflict([first, second]: [string, string]): string {
  if (first === second) return `${JSON.stringify(first)} is not a whole number`
  return `the same signs part thousands in ${JSON.stringify(first)} and not in ${JSON.stringify(second)}`
}
