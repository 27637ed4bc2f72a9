import { UnreadableError } from '../../domain/errors.ts'
import { readChartCsv } from '../chart-csv/read-chart-csv.ts'
import { isDay } from '../chart-rows/column-values.ts'
import { parseOrUndefined } from '../file-content.ts'
import { record } from '../json/fields.ts'
import { splitLines } from '../json/split-lines.ts'
import type { RawSnapshot } from '../raw/raw-object.ts'
import type { ChartIssue } from '../source.ts'
import { findLists } from './json-lists.ts'
import { createListTable, type JsonTable } from './json-table.ts'
import { readKnownAnswer } from './known-answers.ts'

/** Reads chart rows of JSON: the keys are the names of columns. */
export function* readChartJson({ header, bodies }: RawSnapshot): Generator<ChartIssue> {
  const [body] = bodies
  if (body === undefined || bodies.length > 1) {
    throw new UnreadableError(`chart JSON of ${bodies.length} pages, expected one`)
  }
  const table = readJsonTable(parseJson(body))
  if (table === null) throw new UnreadableError('JSON without a list of chart rows')
  const columns = { ...table.columns, ...header.columns }
  yield* readChartCsv({ header: { ...header, columns }, bodies: [table.body] })
}

export interface ParsedJson {
  value: unknown
  /** What was lost, a line each. */
  notes: string[]
}

/** The value of JSON, or the values of the lines of NDJSON. `value` is that of the whole body, where it is known. */
export function parseJson(body: Uint8Array, value = parseOrUndefined(body)): ParsedJson {
  if (value !== undefined) return { value, notes: [] }
  const values: unknown[] = []
  const notes: string[] = []
  let number = 0
  for (const line of splitLines(body)) {
    number++
    const parsed = parseOrUndefined(line)
    if (parsed !== undefined) values.push(parsed)
    else notes.push(`line ${number} is not JSON and is lost${showLastDay(values.at(-1))}`)
    // Text that is not JSON has no line that is.
    if (values.length === 0 && number === 10) break
  }
  return { value: values.length === 0 ? undefined : values, notes }
}

function showLastDay(value: unknown): string {
  const date = Object.values(record(value) ?? {}).find((each) => typeof each === 'string' && isDay(each))
  return date === undefined ? '' : `; the line before it is of ${date}`
}

/** The table of chart rows in a value; null where it has none. */
export function readJsonTable({ value, notes }: ParsedJson): JsonTable | null {
  const known = readKnownAnswer(value)
  if (known !== null) return known
  const lists = findLists(value)
  return lists.length === 0 ? null : createListTable(lists, notes)
}
