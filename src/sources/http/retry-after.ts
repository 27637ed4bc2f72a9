/** How long to wait before the next request. */
export interface RetryAfter {
  seconds: number
  /** ISO instant. */
  until: string
}

/** What `Retry-After` says: a number of seconds, or a date by the source's own clock. Null without it. */
export function readRetryAfter(headers: Headers, now: number): RetryAfter | null {
  const stated = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(stated)) return createRetryAfter(Number(stated), now)
  const sent = Date.parse(headers.get('date') ?? '')
  const milliseconds = Date.parse(stated) - (Number.isNaN(sent) ? now : sent)
  return Number.isNaN(milliseconds) ? null : createRetryAfter(Math.ceil(milliseconds / 1000), now)
}

/** The last instant that a date can hold: milliseconds since 1970. */
const LAST = 8.64e15

/** `until` is rounded up to a whole second, so that a retry at that time is not too early. */
export function createRetryAfter(seconds: number, now: number): RetryAfter {
  const until = Math.min(Math.ceil(now / 1000 + seconds) * 1000, LAST)
  return { seconds, until: new Date(until).toISOString() }
}
