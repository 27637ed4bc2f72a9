import { open } from 'node:fs/promises'
import type { Value } from '../../warehouse/warehouse.ts'
import { type ExportTable, type OnRows, toldRows, toText } from '../export-table.ts'

/**
 * Writes a table as CSV: UTF-8, a header, commas, nothing for null, instants in UTC as `2026-01-05 06:00:00`. Texts
 * are what they are, also those that a spreadsheet would take for a formula; gives how many there are.
 */
export async function writeCsv(path: string, table: ExportTable, onRows: OnRows): Promise<number> {
  const instants = table.columns.map(({ type }) => type === 'timestamp')
  const texts = table.columns.map(({ type }) => type === 'text')
  let formulas = 0
  const file = await open(path, 'wx')
  try {
    await file.write(`${csvLine(table.columns.map(({ name }) => name))}\n`)
    for await (const rows of toldRows(table, onRows)) {
      let text = ''
      for (const row of rows) {
        const cells = row.map((value, index) => (instants[index] ? formatInstant(value) : value))
        formulas += cells.filter((value, index) => texts[index] && isFormula(value)).length
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

/** RFC 4180: a field is quoted where it holds a comma, a quote or a line break. */
export function csvLine(values: Value[]): string {
  return values
    .map(toText)
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',')
}

/** Without `T` and `Z`, which not every tool takes for an instant. */
function formatInstant(value: Value): Value {
  return typeof value === 'string' ? value.replace('T', ' ').replace('Z', '') : value
}

function isFormula(value: Value): boolean {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value)
}
