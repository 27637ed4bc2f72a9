import { epochDays } from '../../domain/time.ts'
import { describeKind, given, instant, record, text } from '../json/fields.ts'
import { parseWithoutMarkets } from '../json/parse-json.ts'
import type { Rejected } from '../source.ts'

/** One line of chart NDJSON: a chart on one day. */
export interface ChartLine {
  /** Name of the chart on that day. */
  chart: string | null
  chart_date: string
  playlist_id: string | null
  /** ISO instant. */
  committed_at: string | null
  entries: unknown[]
}

/** A line of chart NDJSON, or why it is not one. */
export function readChartLine(line: Uint8Array): ChartLine | Rejected {
  try {
    return toChartLine(parseWithoutMarkets(line))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return unreadable('line that is no JSON', Buffer.from(line).toString('utf8'))
  }
}

/** The same for the value of a line. */
export function toChartLine(value: unknown): ChartLine | Rejected {
  const fields = record(value)
  if (fields === null) return unreadable(`expected an object, got ${describeKind(value)}`, value)
  const { date, entries } = fields
  if (typeof date !== 'string' || date.length !== 10 || epochDays(date) === null) {
    return unreadable(`expected a date as YYYY-MM-DD, got ${given(date)}`, value)
  }
  if (!Array.isArray(entries))
    return unreadable(`entries: expected a list, got ${describeKind(entries)}`, value)
  return {
    chart: text(fields.chart),
    chart_date: date,
    playlist_id: text(fields.playlist_id),
    committed_at: utc(fields.committed_at),
    entries,
  }
}

/** An instant with any offset, in UTC. */
function utc(value: unknown): string | null {
  const parsed = typeof value === 'string' && /T.*(Z|[+-]\d\d:?\d\d)$/.test(value) ? new Date(value) : null
  return parsed === null || Number.isNaN(parsed.getTime()) ? null : instant(parsed.toISOString())
}

function unreadable(detail: string, item: unknown): Rejected {
  return { position: null, reason: 'unreadable', detail, item }
}
