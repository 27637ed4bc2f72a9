import { DAY_MS } from '../../domain/time.ts'
import type { HttpAnswer } from './send-request.ts'

export interface ServerDate {
  /** When the answer was received. ISO instant, whole seconds. */
  fetched_at: string
  /** What the `Date` header says, if it is more than a day from the clock of this machine; else left out. */
  server_date?: string
}

/**
 * When the source sent its answer: its `Date` header, unless it is more than a day from the clock `now`. A source with
 * history is `always believed`: its answers are of the instant that was requested.
 */
export function readServerDate(
  { headers }: HttpAnswer,
  now: number,
  { isBelieved = false }: { isBelieved?: boolean } = {},
): ServerDate {
  const date = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(date)) return { fetched_at: toInstant(now) }
  if (isBelieved || Math.abs(date - now) <= DAY_MS) return { fetched_at: toInstant(date) }
  return { fetched_at: toInstant(now), server_date: toInstant(date) }
}

function toInstant(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString()
}
