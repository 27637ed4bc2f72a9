import type { ColumnChoices } from '../chart-rows/column-choices.ts'
import { rankName } from '../chart-rows/column-rules.ts'
import { splitWords } from '../chart-rows/column-words.ts'
import type { JsonList } from './json-lists.ts'
import { flattenRow } from './json-rows.ts'

/** Chart rows of JSON as the table that the reader of CSV reads. */
export interface JsonTable {
  /** The table as CSV. */
  body: Uint8Array
  /** What the columns mean, where the source is known. */
  columns: ColumnChoices
  /** The source, where the JSON is an answer of one. */
  source: string | null
  /** Name of the one chart; null where none or several are named. */
  chart: string | null
  cadence: 'daily' | 'weekly' | null
  notes: string[]
}

/** A table of the rows of all lists. The day and chart of a list are further columns where its rows do not state them. */
export function createListTable(lists: JsonList[], notes: string[]): JsonTable {
  const flat = lists.map((list) => ({ ...list, cells: list.rows.map(flattenRow) }))
  const names = new Set<string>()
  for (const { cells } of flat) for (const row of cells) for (const name of row.keys()) names.add(name)
  const hasOwnDates = [...names].some(
    (name) => splitWords(name).includes('date') && rankName('date', splitWords(name)) !== null,
  )
  const dates = !hasOwnDates && lists.some(({ date }) => date !== null)
  const charts = [...new Set(lists.every(isNamedByDate) ? [] : lists.map(({ chart }) => chart))]
  const hasSeveral = charts.length > 1
  const own = [...(dates ? ['chart_date'] : []), ...(hasSeveral ? ['chart'] : [])]
  const header = [...own, ...[...names].filter((name) => !own.includes(name))]
  const records = flat.flatMap(({ cells, date, chart }) =>
    cells.map((row) =>
      header.map((name) => {
        if (dates && name === 'chart_date') return date ?? ''
        return hasSeveral && name === 'chart' ? (chart ?? '') : (row.get(name) ?? '')
      }),
    ),
  )
  const [chart = null] = hasSeveral ? [] : charts
  const words = new Set(charts.flatMap((name) => splitWords(name ?? '')))
  const cadence = words.has('weekly') ? 'weekly' : words.has('daily') ? 'daily' : null
  return { body: writeTable(header, records), columns: {}, source: null, chart, cadence, notes }
}

/** True for a list whose name is that of its issue: `Top 100, January 2026`. */
function isNamedByDate({ chart, date }: JsonList): boolean {
  const year = /\d{4}/.exec(date ?? '')?.[0]
  return chart !== null && year !== undefined && chart.includes(year)
}

/** CSV in which every value is on one line. */
export function writeTable(header: string[], records: string[][]): Uint8Array {
  const lines = [header, ...records].map((record) => record.map(writeField).join(','))
  return Buffer.from(`${lines.join('\n')}\n`)
}

function writeField(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them is part of a name
  const line = value.toWellFormed().replace(/[\u0000-\u001f\u007f]+/g, ' ')
  return /[",]|^\s|\s$/.test(line) ? `"${line.replaceAll('"', '""')}"` : line
}
