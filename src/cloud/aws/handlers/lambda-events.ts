import type { ChartConfig, Config } from '../../../config/config.ts'
import { formatChartName } from '../../../domain/chart-name.ts'
import { UsageError } from '../../../domain/errors.ts'
import { decodeKey } from '../../../storage/s3/s3-address.ts'

/** What a schedule passes to the extract function. */
export interface ScheduleEvent {
  /** `<source>/<chart>` */
  chart: string
  /** ISO instant of the schedule. A retry keeps it. */
  scheduled_time: string
}

/** Reads the event of a schedule. Throws a `UsageError` for any other value. */
export function parseScheduleEvent(event: unknown): ScheduleEvent {
  const { chart, scheduled_time } = toFields(event)
  const hasFields = typeof chart === 'string' && typeof scheduled_time === 'string'
  if (hasFields && !Number.isNaN(Date.parse(scheduled_time))) {
    return { chart, scheduled_time: new Date(scheduled_time).toISOString() }
  }
  const expected = '{"chart": "<source>/<chart>", "scheduled_time": "2026-11-21T06:00:00Z"}'
  throw new UsageError(`expected ${expected}, got ${JSON.stringify(event)}`)
}

/** The deployed chart of a name `<source>/<chart>`. Throws a `UsageError` if it is not deployed. */
export function findChart(charts: Config['charts'], name: string): ChartConfig {
  const chart = charts.find((each) => formatChartName(each) === name)
  if (chart !== undefined) return chart
  const deployed = charts.map(formatChartName).join(', ') || 'none'
  throw new UsageError(`expected one of the deployed charts (${deployed}), got ${name}`, {
    advice: 'correct the name, or add the chart to the configuration and deploy again',
  })
}

/**
 * The object keys in a message: from EventBridge, which writes them as they are, or from S3 itself, which encodes them as
 * in a URL. Empty for the test message that S3 sends first. Throws a `UsageError` for any other message.
 */
export function parseObjectKeys(body: string): string[] {
  const message = toFields(parseJson(body))
  const key = toFields(toFields(message.detail).object).key
  if (typeof key === 'string') return [key]
  if (message.Event === 's3:TestEvent') return []
  if (Array.isArray(message.Records)) {
    const keys = message.Records.map((record) => toFields(toFields(toFields(record).s3).object).key)
    if (keys.every((each) => typeof each === 'string')) return keys.map(decodeKey)
  }
  throw new UsageError(`expected the event of an object that was created, got ${body.slice(0, 200)}`)
}

/** The body of a message about an object, in the form of EventBridge. */
export function formatObjectMessage(key: string): string {
  return JSON.stringify({ detail: { object: { key } } })
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function toFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
