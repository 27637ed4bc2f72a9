import { ConfigError } from '../../domain/errors.ts'
import { checkJson } from '../http/fetch-pages.ts'
import { type HttpSession, type ResponseCheck, statusProblem } from '../http/http-session.ts'
import type { HttpAnswer } from '../http/send-request.ts'
import { record, text, whole } from '../json/fields.ts'
import { MARGIN_MS, type Tokens } from '../oauth/access-tokens.ts'
import type { Authorisation } from '../oauth/authorisation.ts'
import type { RefreshedGrant } from '../oauth/user-tokens.ts'
import { badAnswer, toRefreshError, toTokenError } from './spotify-errors.ts'

export interface ClientCredentials {
  client_id: string | null
  client_secret: string | null
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
  /** A new refresh token; null: the old one stays valid. */
  refresh_token: string | null
  /** Milliseconds since 1970. */
  ends_at: number
}

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
      if (current !== null && app.now() < current.ends_at - MARGIN_MS) return current.value
      pending ??= renew(http)
      return (await pending).value
    },
    drop(token) {
      if (current?.value === token) current = null
    },
  }
}

/** Refreshes the tokens of a user. An app without a secret sends only its id. */
export function refreshToken(
  http: HttpSession,
  { source, token_url, now }: Pick<App, 'source' | 'token_url' | 'now'>,
  authorisation: Authorisation,
): Promise<RefreshedGrant> {
  const { client_id, refresh_token } = authorisation
  return http.send({
    source,
    url: token_url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id }).toString(),
    secrets: [refresh_token],
    check(answer) {
      const error = toRefreshError(source, answer, { authorisation, now: new Date(now()).toISOString() })
      if (error !== null) throw error
      const token = checkToken(source, answer, now())
      if (token === 'limited' || !('good' in token)) return token
      const { value, ends_at, refresh_token } = token.good
      return {
        good: { access_token: value, refresh_token, expires_at: new Date(ends_at).toISOString() },
      }
    },
  })
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
  const refresh_token = text(record(body.good)?.refresh_token)
  return { good: { value, refresh_token, ends_at: now + seconds * 1000 } }
}

function basic(source: string, { client_id, client_secret }: ClientCredentials): string {
  if (client_id !== null && client_secret !== null) {
    return Buffer.from(`${client_id}:${client_secret}`).toString('base64')
  }
  const missing = Object.entries({ SPOTIFY_CLIENT_ID: client_id, SPOTIFY_CLIENT_SECRET: client_secret })
    .filter(([, value]) => value === null)
    .map(([name]) => name)
  throw new ConfigError(`${source} needs an app of your own, and a user who has signed in`, {
    advice: `sign in with \`hitparade auth ${source}\`; for an app with extended quota, set ${missing.join(' and ')} from developer.spotify.com/dashboard instead`,
  })
}
