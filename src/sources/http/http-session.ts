import { getMessage, SourceError } from '../../domain/errors.ts'
import { version } from '../../version.ts'

/** The HTTP requests of one run: counts requests and bytes, and waits no longer than the budget of the run. */
export interface HttpSession {
  /** Requests made so far, retries included. */
  readonly requests: number
  /** Bytes of the bodies received so far. */
  readonly bytes: number
  /**
   * Sends a request until an answer is good. Throws what `check` throws, its last `retry` after the fourth failure,
   * `RateLimited` where the wait is longer than the rest of the budget, `Unreachable` where no answer comes.
   */
  send<T>(request: HttpRequest<T>): Promise<T>
  /** The same session and budget, counting from zero: for one of several attempts at the same time. */
  withOwnCounters(): HttpSession
}

interface HttpRequest<T> {
  /** For messages. */
  source: string
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Checks an answer; see `statusProblem`. Throws where a retry cannot help. */
  check(answer: HttpAnswer): ResponseCheck<T>
}

export interface HttpAnswer {
  url: string
  status: number
  headers: Headers
  body: Uint8Array
  /** What `Retry-After` says; null without it. */
  retry_after: RetryAfter | null
}

interface RetryAfter {
  seconds: number
  /** ISO instant. */
  until: string
}

/** `limited`: wait as long as `Retry-After` says. `retry`: try a few times more, then throw this error. */
export type ResponseCheck<T> = { good: T } | { retry: SourceError } | 'limited'

export interface HttpOptions {
  /** For all waiting of the session. */
  budget_seconds?: number
  /** For each request, its body included. */
  timeout_ms?: number
  sleep?(milliseconds: number): Promise<void>
  fetch?: typeof globalThis.fetch
  /** Milliseconds since 1970. */
  now?(): number
}

interface Counters {
  requests: number
  bytes: number
}

/** Failures in a row after which the last one is thrown. */
const TRIES = 4

export function createHttpSession(options: HttpOptions = {}): HttpSession {
  const { budget_seconds = 300, sleep = pause, now = Date.now } = options
  let left = budget_seconds

  async function send<T>(request: HttpRequest<T>, counters: Counters[]): Promise<T> {
    for (let limits = 0, failures = 0; ; ) {
      const answer = await sendRequest(request, { ...options, counters })
      const result = 'retry' in answer ? answer : request.check(answer)
      if (result !== 'limited' && 'good' in result) return result.good

      let wait: RetryAfter
      if (result === 'limited') {
        const stated = 'headers' in answer ? answer.retry_after : null
        wait = stated !== null && stated.seconds > 0 ? stated : createRetryAfter(backoff(limits++), now())
        if (wait.seconds > left) throw rateLimited(request.source, wait)
      } else {
        wait = createRetryAfter(backoff(failures++), now())
        if (failures === TRIES || wait.seconds > left) throw result.retry
      }
      left -= wait.seconds
      await sleep(wait.seconds * 1000)
    }
  }

  function view(counters: Counters[]): HttpSession {
    const own = { requests: 0, bytes: 0 }
    const all = [...counters, own]
    return {
      get requests() {
        return own.requests
      },
      get bytes() {
        return own.bytes
      },
      send: (request) => send(request, all),
      withOwnCounters: () => view(all),
    }
  }
  return view([])
}

/** The meaning of a 429 and a 5xx, the same for every source; null for other answers. */
export function statusProblem(source: string, { status, url }: HttpAnswer): ResponseCheck<never> | null {
  if (status === 429) return 'limited'
  if (status < 500) return null
  return {
    retry: new SourceError('Unreachable', `${source} returned status ${status} at ${getHost(url)}`, {
      advice: 'the server has a problem: try again later',
      details: { status, url },
      retryable: true,
    }),
  }
}

/** When the source sent its answer: its `Date` header, else the clock. ISO, whole seconds. */
export function getServerDate({ headers }: HttpAnswer, now: number): string {
  const date = Date.parse(headers.get('date') ?? '')
  return new Date(Math.floor((Number.isNaN(date) ? now : date) / 1000) * 1000).toISOString()
}

async function sendRequest<T>(
  { source, url, method = 'GET', headers, body }: HttpRequest<T>,
  {
    fetch = globalThis.fetch,
    timeout_ms = 30_000,
    now = Date.now,
    counters,
  }: HttpOptions & { counters: Counters[] },
): Promise<HttpAnswer | { retry: SourceError }> {
  const init = { method, headers: { 'user-agent': `hitparade/${version}`, ...headers }, body: body ?? null }
  const request = new Request(url, init)
  for (const counter of counters) counter.requests++
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(timeout_ms) })
    const bytes = new Uint8Array(await response.arrayBuffer())
    for (const counter of counters) counter.bytes += bytes.length
    const retry_after = retryAfter(response.headers, now())
    return { url, status: response.status, headers: response.headers, body: bytes, retry_after }
  } catch (error) {
    return { retry: unreachable({ source, url, error }) }
  }
}

function unreachable({ source, url, error }: { source: string; url: string; error: unknown }): SourceError {
  const reason = getMessage((error as { cause?: unknown }).cause ?? error)
  return new SourceError('Unreachable', `${source} cannot be reached at ${getHost(url)}: ${reason}`, {
    advice: 'check the network, then try again',
    details: { url },
    retryable: true,
    cause: error,
  })
}

function rateLimited(source: string, { until }: RetryAfter): SourceError {
  return new SourceError('RateLimited', `${source} accepts no more requests for now`, {
    advice: `try again at ${until} or later`,
    details: { until },
    retryable: true,
  })
}

/** A number of seconds, or a date by the source's own clock. */
function retryAfter(headers: Headers, now: number): RetryAfter | null {
  const stated = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(stated)) return createRetryAfter(Number(stated), now)
  const sent = Date.parse(headers.get('date') ?? '')
  const milliseconds = Date.parse(stated) - (Number.isNaN(sent) ? now : sent)
  return Number.isNaN(milliseconds) ? null : createRetryAfter(Math.ceil(milliseconds / 1000), now)
}

/** `until` is rounded up to a whole second, so that a retry at that time is not too early. */
function createRetryAfter(seconds: number, now: number): RetryAfter {
  return { seconds, until: new Date(Math.ceil(now / 1000 + seconds) * 1000).toISOString() }
}

/** 0.5 s, 1 s, 2 s, … */
function backoff(times: number): number {
  return 2 ** times / 2
}

function getHost(url: string): string {
  return new URL(url).host
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
