import { SourceError } from '../../domain/errors.ts'
import { listSecrets, redact, redactError } from './redact.ts'
import { createRetryAfter, type RetryAfter } from './retry-after.ts'
import {
  type Counters,
  getHost,
  type HttpAnswer,
  type HttpCall,
  type SendOptions,
  sendRequest,
} from './send-request.ts'

/** The HTTP requests of one run: counts requests and bytes, and waits for each host no longer than its budget. */
export interface HttpSession {
  /** Requests made so far, retries included. */
  readonly requests: number
  /** Bytes of the bodies received so far. */
  readonly bytes: number
  /**
   * Sends a request until an answer is good. Throws what `check` throws, its last `retry` after the fourth failure,
   * `RateLimited` where the wait is longer than the rest of the budget, `Unreachable` where no answer comes, and what
   * `sendRequest` throws. No error contains a secret of the session.
   */
  send<T>(request: HttpRequest<T>): Promise<T>
  /** The text without the secrets that requests of the session carried: for what is stored or shown of an answer. */
  redact(text: string): string
  /** The same session and budget, counting from zero: for one of several attempts at the same time. */
  withOwnCounters(): HttpSession
}

interface HttpRequest<T> extends HttpCall {
  /** Secrets in the body; those in the `Authorization` header are known. */
  secrets?: string[]
  /** Checks an answer; see `statusProblem`. Throws where a retry cannot help. */
  check(answer: HttpAnswer): ResponseCheck<T>
}

/** `limited`: wait and try again while the budget lasts. `retry`: try a few times more, then throw this error. */
export type ResponseCheck<T> = { good: T } | { retry: SourceError } | 'limited'

export interface HttpOptions extends SendOptions {
  /** For all waiting of the session for one host. */
  budget_seconds?: number
  sleep?(milliseconds: number): Promise<void>
}

/** Failures in a row after which the last one is thrown. */
const TRIES = 4

export function createHttpSession(options: HttpOptions = {}): HttpSession {
  const { budget_seconds = 300, sleep = pause, now = Date.now } = options
  /** Seconds of waiting that are left, by host: a slow one does not take the time of another. */
  const left = new Map<string, number>()
  const secrets = new Set<string>()

  async function send<T>(request: HttpRequest<T>, counters: Counters[]): Promise<T> {
    for (const secret of listSecrets(request.headers?.authorization)) secrets.add(secret)
    for (const secret of request.secrets ?? []) secrets.add(secret)
    try {
      return await sendUntilGood(request, counters)
    } catch (error) {
      throw redactError(error, secrets)
    }
  }

  async function sendUntilGood<T>(request: HttpRequest<T>, counters: Counters[]): Promise<T> {
    const host = getHost(request.url)
    for (let limits = 0, failures = 0; ; ) {
      const answer = await sendRequest(request, { ...options, counters })
      const result = 'retry' in answer ? answer : request.check(answer)
      if (result !== 'limited' && 'good' in result) return result.good

      const isLimited = result === 'limited'
      const stated = 'headers' in answer ? answer.retry_after : null
      const wait =
        stated !== null && stated.seconds > 0
          ? stated
          : createRetryAfter(backoff(isLimited ? limits : failures), now())
      if (isLimited) limits++
      else failures++
      const rest = (left.get(host) ?? budget_seconds) - wait.seconds
      if (rest < 0 || failures === TRIES) throw isLimited ? rateLimited(request.source, wait) : result.retry
      left.set(host, rest)
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
      redact: (text) => redact(text, secrets),
      withOwnCounters: () => view(all),
    }
  }
  return view([])
}

/** The meaning of a 408, a 429 and a 5xx, the same for every source; null for other answers. */
export function statusProblem(source: string, answer: HttpAnswer): ResponseCheck<never> | null {
  const { status, url, retry_after } = answer
  if (status === 429) return 'limited'
  if (status < 500 && status !== 408) return null
  const until = retry_after !== null && retry_after.seconds > 0 ? retry_after.until : null
  return {
    retry: new SourceError('Unreachable', `${source} returned status ${status} at ${getHost(url)}`, {
      advice: `the server has a problem: try again ${until === null ? 'later' : `at ${until} or later`}`,
      details: { status, url, until },
      retryable: true,
    }),
  }
}

function rateLimited(source: string, { until }: RetryAfter): SourceError {
  return new SourceError('RateLimited', `${source} accepts no more requests for now`, {
    advice: `try again at ${until} or later`,
    details: { until },
    retryable: true,
  })
}

/** 0.5 s, 1 s, 2 s, … */
function backoff(times: number): number {
  return 2 ** times / 2
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
