import { epochDays } from '../../domain/time.ts'
import { describeKind, given, instant, record, text } from '../json/fields.ts'
import { parseWithoutMarkets } from '../json/parse-json.ts'
import type { Rejected } from '../source.ts'

const NEWLINE = 10

/** One line of chart NDJSON: a chart on one day. */
export interface ChartLine {
  /** As the chart was called that day. */
  chart: string | null
  chart_date: string
  playlist_id: string | null
  /** ISO instant. */
  committed_at: string | null
  entries: unknown[]
}

/** The lines of a body that are not blank, one after the other. */
export function* linesIn(body: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < body.length; ) {
    const next = body.indexOf(NEWLINE, from)
    const end = next < 0 ? body.length : next
    const line = body.subarray(from, end)
    if (line.some((byte) => byte > 0x20)) yield line
    from = end + 1
  }
}

/** A line of chart NDJSON, or why it is none. */
export function readChartLine(line: Uint8Array): ChartLine | Rejected {
  let value: unknown
  try {
    value = parseWithoutMarkets(line)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return unreadable('line that is no JSON', Buffer.from(line).toString('utf8'))
  }
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
