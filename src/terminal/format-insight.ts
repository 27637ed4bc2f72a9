import type { ResultRow, Value } from '../warehouse/warehouse.ts'
import { type Colour, colourOutput } from './colour.ts'
import { formatCell } from './format-table.ts'
import type { PrintOptions } from './print.ts'

const bars = '▁▂▃▄▅▆▇█'

/** The parts of an insight's answer that decide how a table shows it. */
interface InsightDrawing {
  columns: string[]
  rows: ResultRow[]
  /** The resolved parameters: a chart that the title names needs no column. */
  parameters: Record<string, unknown>
  /** How each column is drawn, from the `draw:` line of the insight's header. */
  draw: Record<string, string>
  /** Columns that are never left out or truncated. */
  key: string[]
  /** Columns that a narrow terminal leaves out first. */
  spare: string[]
  /** Columns that are left out if they are empty in every row. */
  optional: string[]
}

interface InsightTable extends Omit<PrintOptions, 'format' | 'json'> {
  show: NonNullable<PrintOptions['show']>
  hidden: string[]
}

/** How a terminal shows an insight: movements as arrows, position lists as sparklines, ≥ and ≤ where a count is censored. */
export function formatInsightTable(answer: InsightDrawing): InsightTable {
  const { columns, rows, draw, spare, optional, key, parameters } = answer
  const drawnAs = (...hows: string[]) => columns.filter((column) => hows.includes(draw[column] ?? ''))
  return {
    show: showCell(answer),
    paint: paintCell(draw),
    keys: key,
    isRecord: true,
    keepEnd: drawnAs('sparkline'),
    hidden: [
      // The ≥ and ≤ of the counts already say so, the movement has NEW and RE, and the title names the chart and the issue.
      ...(drawnAs('at least', 'at most', 'at best').length > 0 ? ['censored'] : []),
      ...(drawnAs('movement').length > 0 ? ['status'] : []),
      ...(typeof parameters.chart === 'string' ? ['source', 'chart'] : []),
      ...(isAboutOneIssue(parameters) ? ['chart_date'] : []),
      ...optional.filter((column) => rows.every((row) => (row[column] ?? null) === null)),
    ],
    // Ids are for the next command, not for the reader.
    spare: [...columns.filter((column) => column.endsWith('_id')), ...spare],
  }
}

/** Whether the rows could be those of several issues, but are those of the one that the title names. */
export function isAboutOneIssue({ on, from }: Record<string, unknown>): boolean {
  return typeof on === 'string' && from === on
}

function showCell({ rows, draw }: InsightDrawing) {
  const scales = new Map(
    Object.keys(draw)
      .filter((column) => draw[column] === 'sparkline')
      .map((column) => [column, measureScale(rows.map((row) => row[column] ?? null))]),
  )
  return (value: Value, column: string, row: ResultRow): string => {
    const how = draw[column]
    if (how === 'movement') return value === null ? formatCell(row.status ?? null) : movement(Number(value))
    if (value === null) return ''
    const scale = scales.get(column)
    if (scale !== undefined) return sparkline(String(value), scale)
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

/** The colour of what moved; everything else keeps that of the terminal. */
function paintCell(draw: Record<string, string>) {
  return (text: string, column: string): string => {
    const colour = draw[column] === 'movement' ? (colours[text] ?? colours[text.charAt(0)]) : undefined
    return colour === undefined ? text : colourOutput(colour, text)
  }
}

const colours: Record<string, Colour> = { '▲': 'green', '▼': 'red', NEW: 'cyan', RE: 'yellow' }

/** The best and the worst position of a table, so that its sparklines compare. */
interface Scale {
  best: number
  worst: number
}

function measureScale(lists: Value[]): Scale {
  const positions = lists.flatMap((list) => (list === null ? [] : parsePositions(String(list))))
  const present = positions.filter((position) => position !== null)
  return present.reduce<Scale>(
    ({ best, worst }, position) => ({ best: Math.min(best, position), worst: Math.max(worst, position) }),
    { best: Number.POSITIVE_INFINITY, worst: 0 },
  )
}

/** Positions, separated by commas and empty where absent, as bars on a scale: the better the position, the higher. */
function sparkline(positions: string, { best, worst }: Scale): string {
  return parsePositions(positions)
    .map((position) => {
      if (position === null) return '·'
      const height = worst === best ? 1 : (worst - position) / (worst - best)
      return bars[Math.round(height * (bars.length - 1))]
    })
    .join('')
}

function parsePositions(list: string): (number | null)[] {
  return list.split(',').map((text) => (text === '' ? null : Number(text)))
}
