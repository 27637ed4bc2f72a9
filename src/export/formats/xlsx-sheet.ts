import { HitparadeError } from '../../domain/errors.ts'
import type { ColumnType } from '../../domain/tables/tables.ts'
import { DAY_MS } from '../../domain/time.ts'
import type { Value } from '../../warehouse/warehouse.ts'
import { type ExportTable, type OnRows, readWithProgress, toText } from '../export-table.ts'
import { escapeXml } from './xml.ts'

/** Limits of Excel: rows of a sheet, including the header, and characters of a cell. */
export const EXCEL_ROWS = 1_048_576
const EXCEL_CHARACTERS = 32_767

const otherFormats = 'use --format csv or --format parquet'

/** Day 0 of Excel. Its calendar has a 1900-02-29, which did not exist, so dates before March 1900 are off by one. */
const FIRST_DAY = Date.UTC(1899, 11, 30)
const FIRST_TRUE_DAY = Date.UTC(1900, 2, 1)

/** Indexes of the cell formats in `styles` of `xlsx-format.ts`. */
const cellFormats = { date: 1, timestamp: 2, heading: 3 } as const

/** The XML of one sheet in pieces: a frozen heading, then the rows. Numbers, dates and timestamps keep their type. */
export async function* sheetXml(table: ExportTable, onRows: OnRows): AsyncGenerator<string> {
  const letters = table.columns.map((_, index) => columnLetters(index))
  const widths = table.columns.map(
    ({ name, type }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${Math.max(name.length + 2, columnWidths[type])}" customWidth="1"/>`,
  )
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
  yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
  // Some readers find the columns by it: without it, rows whose last cells are empty are shorter.
  yield `<dimension ref="A1:${letters.at(-1)}${(await table.count()) + 1}"/><sheetViews><sheetView workbookViewId="0">`
  yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  yield `<cols>${widths.join('')}</cols><sheetData>`
  const heading = table.columns.map(({ name }, index) =>
    textCell(name, ` r="${letters[index]}1" s="${cellFormats.heading}"`),
  )
  yield `<row r="1">${heading.join('')}</row>`
  let number = 1
  for await (const rows of readWithProgress(table, onRows)) {
    let xml = ''
    for (const row of rows) {
      number += 1
      xml += `<row r="${number}">`
      table.columns.forEach((column, index) => {
        const value = row[index] ?? null
        if (value !== null) xml += cell(value, column, ` r="${letters[index]}${number}"`)
      })
      xml += '</row>'
    }
    yield xml
  }
  yield '</sheetData></worksheet>'
}

/** `attributes` has the cell reference, e.g. ` r="B7"`. */
function cell(value: Value, { name, type }: { name: string; type: ColumnType }, attributes: string): string {
  if (typeof value === 'boolean') return `<c${attributes} t="b"><v>${value ? 1 : 0}</v></c>`
  if (typeof value === 'number' && Number.isFinite(value)) return `<c${attributes}><v>${value}</v></c>`
  if (type === 'date')
    return `<c${attributes} s="${cellFormats.date}"><v>${toExcelSerial(value, name)}</v></c>`
  if (type === 'timestamp')
    return `<c${attributes} s="${cellFormats.timestamp}"><v>${toExcelSerial(value, name)}</v></c>`
  const text = toText(value)
  if (text.length > EXCEL_CHARACTERS) {
    throw new HitparadeError(
      'ExcelLimit',
      `a text of ${name} has ${text.length} characters, but an Excel cell can contain ${EXCEL_CHARACTERS}`,
      { advice: otherFormats, details: { column: name, characters: text.length, limit: EXCEL_CHARACTERS } },
    )
  }
  return textCell(text, attributes)
}

/** An inline string: Excel never runs it as a formula. */
function textCell(text: string, attributes: string): string {
  return `<c${attributes} t="inlineStr"><is><t xml:space="preserve">${escapeCell(text)}</t></is></c>`
}

function toExcelSerial(value: Value, name: string): number {
  const instant = Date.parse(String(value))
  if (instant < FIRST_TRUE_DAY) {
    throw new HitparadeError(
      'ExcelLimit',
      `${name} contains ${value}, but Excel cannot represent dates before 1900-03-01`,
      { advice: otherFormats, details: { column: name, value: String(value) } },
    )
  }
  return (instant - FIRST_DAY) / DAY_MS
}

/**
 * Escapes a text for a cell. Characters that XML cannot contain become `_x0007_`, as Excel writes them, and a text that
 * already looks like that is escaped, too.
 */
function escapeCell(text: string): string {
  return escapeXml(text.replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')).replace(
    /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )
}

/** The name of a column in Excel: 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}

/** Widths in characters. */
const columnWidths: Record<ColumnType, number> = {
  text: 24,
  integer: 10,
  bigint: 10,
  double: 12,
  boolean: 8,
  date: 12,
  timestamp: 20,
}
