import { HitparadeError } from '../../domain/errors.ts'
import type { ColumnType } from '../../domain/tables/tables.ts'
import { DAY_MS } from '../../domain/time.ts'
import type { Value } from '../../warehouse/warehouse.ts'
import { type ExportTable, type OnRows, toldRows, toText } from '../export-table.ts'

/** What Excel takes: rows of a sheet with its header, and characters of a cell. */
export const EXCEL_ROWS = 1_048_576
const EXCEL_CHARACTERS = 32_767

/** Excel counts days from here, and invents a 1900-02-29: before March its dates are other ones. */
const FIRST_DAY = Date.UTC(1899, 11, 30)
const FIRST_TRUE_DAY = Date.UTC(1900, 2, 1)

/** Places in the list of formats that `xlsx.ts` writes. */
export const formats = { plain: 0, date: 1, instant: 2, heading: 3 } as const

/** The XML of one sheet, in pieces: a heading that stays in view, then the rows. Numbers, dates and instants are such. */
export async function* sheetXml(table: ExportTable, onRows: OnRows): AsyncGenerator<string> {
  const letters = table.columns.map((_, index) => columnLetters(index))
  const widths = table.columns.map(
    ({ name, type }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${Math.max(name.length + 2, columnWidths[type])}" customWidth="1"/>`,
  )
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
  yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">'
  yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  yield `<cols>${widths.join('')}</cols><sheetData>`
  const heading = table.columns.map(({ name }, index) =>
    textCell(name, ` r="${letters[index]}1" s="${formats.heading}"`),
  )
  yield `<row r="1">${heading.join('')}</row>`
  let number = 1
  for await (const rows of toldRows(table, onRows)) {
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

function cell(value: Value, { name, type }: { name: string; type: ColumnType }, place: string): string {
  if (typeof value === 'boolean') return `<c${place} t="b"><v>${value ? 1 : 0}</v></c>`
  if (typeof value === 'number' && Number.isFinite(value)) return `<c${place}><v>${value}</v></c>`
  if (type === 'date') return `<c${place} s="${formats.date}"><v>${toExcelSerial(value, name)}</v></c>`
  if (type === 'timestamp')
    return `<c${place} s="${formats.instant}"><v>${toExcelSerial(value, name)}</v></c>`
  const text = toText(value)
  if (text.length > EXCEL_CHARACTERS) {
    throw new HitparadeError(
      'ExcelLimit',
      `a cell of Excel holds ${EXCEL_CHARACTERS} characters, and one of ${name} has ${text.length}`,
      { advice: 'write --format csv or parquet' },
    )
  }
  return textCell(text, place)
}

/** A text of a cell is never a formula, whatever it begins with. */
function textCell(text: string, place: string): string {
  return `<c${place} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

function toExcelSerial(value: Value, name: string): number {
  const instant = Date.parse(String(value))
  if (instant < FIRST_TRUE_DAY) {
    throw new HitparadeError('ExcelLimit', `Excel has no days before 1900-03-01, and ${name} has ${value}`, {
      advice: 'write --format csv or parquet',
    })
  }
  return (instant - FIRST_DAY) / DAY_MS
}

/** Characters that XML cannot hold are written as Excel does, `_x0007_`; a text that looks so already is told apart. */
export function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
    .replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'))
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
}

/** What Excel calls a column: 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}

/** Characters. */
const columnWidths: Record<ColumnType, number> = {
  text: 24,
  integer: 10,
  bigint: 10,
  double: 12,
  boolean: 8,
  date: 12,
  timestamp: 20,
}
