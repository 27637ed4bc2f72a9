import { open } from 'node:fs/promises'
import type { Value } from '../../warehouse/warehouse.ts'
import { type ExportTable, type OnRows, readWithProgress, toText } from '../export-table.ts'

/**
 * Writes a table as CSV: UTF-8 with a header, commas, an empty field for null, timestamps in UTC as
 * `2026-01-05 06:00:00`. Texts that a spreadsheet would run as a formula are written unchanged; returns their number.
 */
export async function writeCsv(path: string, table: ExportTable, onRows: OnRows): Promise<number> {
  const isTimestamp = table.columns.map(({ type }) => type === 'timestamp')
  const isText = table.columns.map(({ type }) => type === 'text')
  let formulas = 0
  const file = await open(path, 'wx')
  try {
    await file.write(`${csvLine(table.columns.map(({ name }) => name))}\n`)
    for await (const rows of readWithProgress(table, onRows)) {
      let text = ''
      for (const row of rows) {
        const cells = row.map((value, index) => (isTimestamp[index] ? formatTimestamp(value) : value))
        formulas += cells.filter((value, index) => isText[index] && isFormula(value)).length
        text += `${csvLine(cells)}\n`
      }
      await file.write(text)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return formulas
}

/** One line of CSV without the line end. Fields with a comma, a quote or a line break are quoted (RFC 4180). */
export function csvLine(values: Value[]): string {
  return values
    .map(toText)
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',')
}

/** Without `T` and `Z`, which not every tool parses as a timestamp. */
function formatTimestamp(value: Value): Value {
  return typeof value === 'string' ? value.replace('T', ' ').replace('Z', '') : value
}

function isFormula(value: Value): boolean {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value)
}
