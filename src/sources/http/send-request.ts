import { getMessage, SourceError } from '../../domain/errors.ts'
import { version } from '../../version.ts'
import { type RetryAfter, readRetryAfter } from './retry-after.ts'
import { resolveSameOrigin, showOrigin } from './same-origin.ts'

export interface HttpCall {
  /** For messages. */
  source: string
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
}

export interface HttpAnswer {
  url: string
  status: number
  headers: Headers
  body: Uint8Array
  /** What `Retry-After` says; null without it. */
  retry_after: RetryAfter | null
}

export interface SendOptions {
  /** For each request, its body included. */
  timeout_ms?: number
  /** Bytes of an answer, uncompressed. */
  max_bytes?: number
  fetch?: typeof globalThis.fetch
  /** Milliseconds since 1970. */
  now?(): number
}

export interface Counters {
  requests: number
  bytes: number
}

/** Answers of the sources have less than 1 MiB. */
const MAX_BYTES = 2 ** 25
const REDIRECTS = [301, 302, 303, 307, 308]
const MAX_REDIRECTS = 5

/**
 * Sends one request, and follows redirects on the same host. Throws `TooLarge` as soon as an answer exceeds the limit, and
 * `BadAnswer` for a redirect to another host. Where no answer comes, returns the error to throw if a retry does not help.
 */
export async function sendRequest(
  { source, url, method = 'GET', headers, body }: HttpCall,
  options: SendOptions & { counters: Counters[] },
): Promise<HttpAnswer | { retry: SourceError }> {
  const { fetch = globalThis.fetch, timeout_ms = 30_000, max_bytes = MAX_BYTES, now = Date.now } = options
  const init: RequestInit = {
    method,
    headers: { 'user-agent': `hitparade/${version}`, ...headers },
    body: body ?? null,
    redirect: 'manual',
  }
  let request = new Request(url, init)
  try {
    const signal = AbortSignal.timeout(timeout_ms)
    for (let redirects = 0; ; redirects++) {
      for (const counter of options.counters) counter.requests++
      const response = await fetch(request, { signal })
      const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null
      if (location === null) {
        const bytes = await readBody(response, max_bytes)
        if (bytes === null) throw tooLarge(source, url, max_bytes)
        for (const counter of options.counters) counter.bytes += bytes.length
        const retry_after = readRetryAfter(response.headers, now())
        return { url, status: response.status, headers: response.headers, body: bytes, retry_after }
      }
      await response.body?.cancel()
      const isAllowed = method === 'GET' && redirects < MAX_REDIRECTS
      const target = isAllowed ? resolveSameOrigin(location, request.url) : null
      if (target === null) throw redirected(source, url, location)
      request = new Request(target, init)
    }
  } catch (error) {
    if (error instanceof SourceError) throw error
    return { retry: unreachable({ source, url, error }) }
  }
}

/** The body; null as soon as it is longer than `max` bytes, of which no more is read. */
async function readBody(response: Response, max: number): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > max) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function tooLarge(source: string, url: string, max: number): SourceError {
  const problem = `${source} returned more than ${max / 2 ** 20} MiB at ${getHost(url)}`
  return new SourceError('TooLarge', problem, { advice: checkUrl, details: { url } })
}

function redirected(source: string, url: string, location: string): SourceError {
  const problem = `${source} redirects from ${new URL(url).origin} to ${showOrigin(location, url)}, which is not followed`
  return new SourceError('BadAnswer', problem, { advice: checkUrl, details: { url } })
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

export function getHost(url: string): string {
  return new URL(url).host
}

const checkUrl = 'check the URL of the source in the configuration'
