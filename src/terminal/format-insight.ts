import type { ResultRow, Value } from '../warehouse/warehouse.ts'
import { formatCell } from './format-table.ts'
import type { PrintOptions } from './print.ts'

const bars = '▁▂▃▄▅▆▇█'

/** The parts of an insight's answer that decide how a table shows it. */
interface InsightDrawing {
  columns: string[]
  rows: ResultRow[]
  /** How each column is drawn, from the `draw:` line of the insight's header. */
  draw: Record<string, string>
  /** Columns that a narrow terminal leaves out first. */
  spare: string[]
  /** Columns that are left out if they are empty in every row. */
  optional: string[]
}

/** How a terminal shows an insight: movements as arrows, position lists as sparklines, ≥ and ≤ where a count is censored. */
export function formatInsightTable({
  columns,
  rows,
  draw,
  spare,
  optional,
}: InsightDrawing): Omit<PrintOptions, 'format' | 'json'> {
  const drawnAs = (...hows: string[]) => columns.filter((column) => hows.includes(draw[column] ?? ''))
  return {
    show: showCell(draw),
    keepEnd: drawnAs('sparkline'),
    hidden: [
      // The ≥ and ≤ of the counts already say so.
      ...(drawnAs('at least', 'at most', 'at best').length > 0 ? ['censored'] : []),
      ...optional.filter((column) => rows.every((row) => (row[column] ?? null) === null)),
    ],
    // Ids are for the next command, not for the reader.
    spare: [...columns.filter((column) => column.endsWith('_id')), ...spare],
  }
}

function showCell(draw: Record<string, string>) {
  return (value: Value, column: string, row: Record<string, Value>): string => {
    if (value === null) return ''
    const how = draw[column]
    if (how === 'movement') return movement(Number(value))
    if (how === 'sparkline') return sparkline(String(value))
    if (how === 'at least' && row.censored === true) return `≥ ${formatCell(value)}`
    // Nothing is better than no. 1.
    if (how === 'at best' && row.censored === true && value !== 1) return `≤ ${formatCell(value)}`
    if (how === 'at most' && row.censored === true) return `≤ ${formatCell(value)}`
    return formatCell(value)
  }
}

function movement(places: number): string {
  return places > 0 ? `▲${places}` : places < 0 ? `▼${-places}` : '='
}

/** Positions, separated by commas and empty where absent, as bars: the higher the better. */
export function sparkline(positions: string): string {
  const numbers = positions.split(',').map((text) => (text === '' ? null : Number(text)))
  const present = numbers.filter((number) => number !== null)
  const best = Math.min(...present)
  const worst = Math.max(...present)
  return numbers
    .map((number) => {
      if (number === null) return '·'
      const height = worst === best ? 1 : (worst - number) / (worst - best)
      return bars[Math.round(height * (bars.length - 1))]
    })
    .join('')
}
