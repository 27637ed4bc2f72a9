import { SourceError } from '../../domain/errors.ts'
import type { HttpSession, ResponseCheck } from '../http/http-session.ts'
import type { HttpAnswer } from '../http/send-request.ts'

/** A token is not used in its last minute, so that it does not expire during a request. */
export const MARGIN_MS = 60_000

/** Access tokens, kept until shortly before they expire and shared by concurrent requests. */
export interface Tokens {
  get(http: HttpSession): Promise<string>
  /** Forgets a token that was rejected. */
  drop(token: string): void
}

/** Sends a request with a token, and once more with a new token after a 401: the API sometimes rejects valid tokens. */
export async function sendWithToken<T extends object>(
  { http, tokens, source, url }: { http: HttpSession; tokens: Tokens; source: string; url: string },
  check: (answer: HttpAnswer) => ResponseCheck<T>,
): Promise<T> {
  for (let tries = 0; tries < 2; tries++) {
    const token = await tokens.get(http)
    const got = await http.send<T | null>({
      source,
      url,
      headers: { authorization: `Bearer ${token}` },
      check: (answer) => (answer.status === 401 ? { good: null } : check(answer)),
    })
    if (got !== null) return got
    tokens.drop(token)
  }
  throw tokenRejected(source)
}

/** The error of a new token that the API rejected. */
function tokenRejected(source: string): SourceError {
  return new SourceError('TokenRejected', `${source} rejects a token that it has just issued`, {
    advice: 'check the client id, and the clock of this machine',
  })
}
