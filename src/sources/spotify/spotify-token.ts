import { ConfigError } from '../../domain/errors.ts'
import { checkJson } from '../http/fetch-pages.ts'
import { type HttpSession, type ResponseCheck, statusProblem } from '../http/http-session.ts'
import type { HttpAnswer } from '../http/send-request.ts'
import { record, text, whole } from '../json/fields.ts'
import { badAnswer, tokenRejected, toTokenError } from './spotify-errors.ts'

export interface ClientCredentials {
  client_id: string | null
  client_secret: string | null
}

/** Access tokens of one app, kept until shortly before they expire and shared by concurrent requests. */
export interface Tokens {
  get(http: HttpSession): Promise<string>
  /** Forgets a token that was rejected. */
  drop(token: string): void
}

interface App {
  source: string
  token_url: string
  credentials: ClientCredentials
  /** Milliseconds since 1970. */
  now(): number
}

interface Token {
  value: string
  /** Milliseconds since 1970. */
  ends_at: number
}

/** A token is not used in its last minute, so that it does not expire during a request. */
const MARGIN_MS = 60_000

/** Tokens for the client credentials of an app. `get` throws a `ConfigError` where they are not set. */
export function clientCredentials(app: App): Tokens {
  let current: Token | null = null
  let pending: Promise<Token> | null = null

  async function renew(http: HttpSession): Promise<Token> {
    try {
      current = await requestToken(http, app)
      return current
    } finally {
      pending = null
    }
  }
  return {
    async get(http) {
      if (current !== null && app.now() < current.ends_at) return current.value
      pending ??= renew(http)
      return (await pending).value
    },
    drop(token) {
      if (current?.value === token) current = null
    },
  }
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

async function requestToken(http: HttpSession, { source, token_url, credentials, now }: App): Promise<Token> {
  return http.send({
    source,
    url: token_url,
    method: 'POST',
    headers: {
      authorization: `Basic ${basic(source, credentials)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    check: (answer) => checkToken(source, answer, now()),
  })
}

function checkToken(source: string, answer: HttpAnswer, now: number): ResponseCheck<Token> {
  const failure = statusProblem(source, answer)
  if (failure !== null) return failure
  const error = toTokenError(source, answer)
  if (error !== null) throw error
  const body = checkJson(source, answer)
  if (!('good' in body)) return body
  const value = text(record(body.good)?.access_token)
  const seconds = whole(record(body.good)?.expires_in)
  if (value === null || seconds === null)
    throw badAnswer(source, 'a token without access_token or expires_in')
  if (!/^[\x21-\x7e]+$/.test(value))
    throw badAnswer(source, 'a token with characters that no header may contain')
  return { good: { value, ends_at: now + seconds * 1000 - MARGIN_MS } }
}

function basic(source: string, { client_id, client_secret }: ClientCredentials): string {
  if (client_id !== null && client_secret !== null) {
    return Buffer.from(`${client_id}:${client_secret}`).toString('base64')
  }
  const missing = Object.entries({ SPOTIFY_CLIENT_ID: client_id, SPOTIFY_CLIENT_SECRET: client_secret })
    .filter(([, value]) => value === null)
    .map(([name]) => name)
  throw new ConfigError(`${source} needs the credentials of an app of your own`, {
    advice: `set ${missing.join(' and ')} from developer.spotify.com/dashboard`,
  })
}
