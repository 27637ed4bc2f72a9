import { getMessage, SourceError } from '../../domain/errors.ts'
import { version } from '../../version.ts'

/** One run's HTTP: counts what it asks and receives, and waits for no longer than the run's budget. */
export interface HttpSession {
  /** Requests made so far, retries included. */
  readonly requests: number
  /** Bytes of the bodies received so far. */
  readonly bytes: number
  /**
   * Asks until an answer is good. Throws what `judge` throws, its last `retry` after the fourth failure,
   * `RateLimited` where the wait is longer than what is left of the budget, `Unreachable` where no answer comes.
   */
  ask<T>(request: HttpRequest<T>): Promise<T>
  /** A view of the session that counts from zero and spends the same budget: one attempt of many at once. */
  counting(): HttpSession
}

interface HttpRequest<T> {
  /** Who is asked, for messages. */
  source: string
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** What an answer is worth; see `statusTrouble`. Throws where asking again cannot help. */
  judge(answer: HttpAnswer): ResponseCheck<T>
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

/** `limited`: wait as told. `retry`: ask again a few times, and if that does not help it is the error. */
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

/** Failures one after the other that are the last. */
const TRIES = 4

export function createHttpSession(options: HttpOptions = {}): HttpSession {
  const { budget_seconds = 300, sleep = pause, now = Date.now } = options
  let left = budget_seconds

  async function ask<T>(request: HttpRequest<T>, counters: Counters[]): Promise<T> {
    for (let limits = 0, failures = 0; ; ) {
      const answer = await sendRequest(request, { ...options, counters })
      const verdict = 'retry' in answer ? answer : request.judge(answer)
      if (verdict !== 'limited' && 'good' in verdict) return verdict.good

      let wait: RetryAfter
      if (verdict === 'limited') {
        const told = 'headers' in answer ? answer.retry_after : null
        wait = told !== null && told.seconds > 0 ? told : createRetryAfter(backoff(limits++), now())
        if (wait.seconds > left) throw rateLimited(request.source, wait)
      } else {
        wait = createRetryAfter(backoff(failures++), now())
        if (failures === TRIES || wait.seconds > left) throw verdict.retry
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
      ask: (request) => ask(request, all),
      counting: () => view(all),
    }
  }
  return view([])
}

/** What a 429 and a 5xx mean at every source; null for all other answers. */
export function statusProblem(source: string, { status, url }: HttpAnswer): ResponseCheck<never> | null {
  if (status === 429) return 'limited'
  if (status < 500) return null
  const message = `${source} answers ${status} at ${getHost(url)}: the trouble is theirs, try again later`
  return { retry: new SourceError('Unreachable', message, { retryable: true }) }
}

/** When the source sent its answer, by its own `Date`, else by the clock: ISO, whole seconds. */
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
  const message = `${source} cannot be reached at ${getHost(url)}: ${reason}; look at the network, then try again`
  return new SourceError('Unreachable', message, { retryable: true, cause: error })
}

function rateLimited(source: string, { until }: RetryAfter): SourceError {
  const message = `${source} takes no more requests for now; come back at ${until} or later`
  return new SourceError('RateLimited', message, { retryable: true })
}

/** A number of seconds, or a date by the source's own clock. */
function retryAfter(headers: Headers, now: number): RetryAfter | null {
  const told = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(told)) return createRetryAfter(Number(told), now)
  const there = Date.parse(headers.get('date') ?? '')
  const milliseconds = Date.parse(told) - (Number.isNaN(there) ? now : there)
  return Number.isNaN(milliseconds) ? null : createRetryAfter(Math.ceil(milliseconds / 1000), now)
}

/** Until the end of the second, so that whoever comes back then is not too early. */
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
