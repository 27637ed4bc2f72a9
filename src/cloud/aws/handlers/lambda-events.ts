import type { ChartConfig, Config } from '../../../config/config.ts'
import { UsageError } from '../../../domain/errors.ts'
import { chartName } from '../aws-names.ts'

/** What a schedule tells the extract function. */
export interface ScheduleEvent {
  /** `<source>/<chart>` */
  chart: string
  /** ISO instant that the run was meant for: a run that is tried again keeps it. */
  scheduled_time: string
}

/** Reads a schedule's event. Throws a `UsageError` where it is none. */
export function scheduleEvent(event: unknown): ScheduleEvent {
  const { chart, scheduled_time } = toFields(event)
  const isRead = typeof chart === 'string' && typeof scheduled_time === 'string'
  if (isRead && !Number.isNaN(Date.parse(scheduled_time))) {
    return { chart, scheduled_time: new Date(scheduled_time).toISOString() }
  }
  const expected = '{"chart": "<source>/<chart>", "scheduled_time": "2026-11-21T06:00:00Z"}'
  throw new UsageError(`expected ${expected}, got ${JSON.stringify(event)}`)
}

/** Throws a `UsageError` for a chart that was not deployed. */
export function chartIn(charts: Config['charts'], name: string): ChartConfig {
  const chart = charts.find((each) => chartName(each) === name)
  if (chart !== undefined) return chart
  throw new UsageError(`there is no chart ${name}`, {
    advice: `deployed are ${charts.map(chartName).join(', ') || 'none'}`,
  })
}

/**
 * The keys of the objects that a message tells of: from EventBridge, which gives them as they are, or from S3 itself,
 * which encodes them as in an address. None for the test message that S3 sends first. Throws a `UsageError` for any
 * other message.
 */
export function objectKeys(body: string): string[] {
  const message = toFields(parsed(body))
  const key = toFields(toFields(message.detail).object).key
  if (typeof key === 'string') return [key]
  if (message.Event === 's3:TestEvent') return []
  if (Array.isArray(message.Records)) {
    const keys = message.Records.map((record) => toFields(toFields(toFields(record).s3).object).key)
    if (keys.every((each) => typeof each === 'string')) return keys.map(decoded)
  }
  throw new UsageError(`expected an event of an object that was created, got ${body.slice(0, 200)}`)
}

/** A message that tells of an object, as EventBridge would. */
export function objectMessage(key: string): string {
  return JSON.stringify({ detail: { object: { key } } })
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** `+` is a blank there. */
function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

function toFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
