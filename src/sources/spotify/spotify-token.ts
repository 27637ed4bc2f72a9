import { ConfigError } from '../../domain/errors.ts'
import { checkJson } from '../http/fetch-pages.ts'
import { type HttpAnswer, type HttpSession, type ResponseCheck, statusProblem } from '../http/http-session.ts'
import { record, text, whole } from '../json/fields.ts'
import { badAnswer, tokenRefusal, tokenRejected } from './spotify-errors.ts'

export interface ClientCredentials {
  client_id: string | null
  client_secret: string | null
}

/** Access tokens of one app, kept until shortly before they end and shared by all who ask at once. */
export interface Tokens {
  get(http: HttpSession): Promise<string>
  /** Forgets a token that was refused. */
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

/** A token is not used in its last minute, so that none ends on the way. */
const MARGIN_MS = 60_000

/** Tokens by the client credentials of an app. Throws a `ConfigError` where there are none. */
export function clientCredentials(app: App): Tokens {
  let known: Token | null = null
  let coming: Promise<Token> | null = null

  async function renew(http: HttpSession): Promise<Token> {
    try {
      known = await askForToken(http, app)
      return known
    } finally {
      coming = null
    }
  }
  return {
    async get(http) {
      if (known !== null && app.now() < known.ends_at) return known.value
      coming ??= renew(http)
      return (await coming).value
    },
    drop(token) {
      if (known?.value === token) known = null
    },
  }
}

/** Asks with a token, and once more with a new one after a 401: valid tokens are refused now and then. */
export async function askWithToken<T extends object>(
  { http, tokens, source, url }: { http: HttpSession; tokens: Tokens; source: string; url: string },
  judge: (answer: HttpAnswer) => ResponseCheck<T>,
): Promise<T> {
  for (let tries = 0; tries < 2; tries++) {
    const token = await tokens.get(http)
    const got = await http.ask<T | null>({
      source,
      url,
      headers: { authorization: `Bearer ${token}` },
      judge: (answer) => (answer.status === 401 ? { good: null } : judge(answer)),
    })
    if (got !== null) return got
    tokens.drop(token)
  }
  throw tokenRejected(source)
}

async function askForToken(http: HttpSession, { source, token_url, credentials, now }: App): Promise<Token> {
  return http.ask({
    source,
    url: token_url,
    method: 'POST',
    headers: {
      authorization: `Basic ${basic(source, credentials)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    judge: (answer) => judgeToken(source, answer, now()),
  })
}

function judgeToken(source: string, answer: HttpAnswer, now: number): ResponseCheck<Token> {
  const trouble = statusProblem(source, answer)
  if (trouble !== null) return trouble
  const refusal = tokenRefusal(source, answer)
  if (refusal !== null) throw refusal
  const verdict = checkJson(source, answer)
  if (!('good' in verdict)) return verdict
  const value = text(record(verdict.good)?.access_token)
  const seconds = whole(record(verdict.good)?.expires_in)
  if (value === null || seconds === null)
    throw badAnswer(source, 'a token answer without access_token or expires_in')
  return { good: { value, ends_at: now + seconds * 1000 - MARGIN_MS } }
}

function basic(source: string, { client_id, client_secret }: ClientCredentials): string {
  if (client_id !== null && client_secret !== null) {
    return Buffer.from(`${client_id}:${client_secret}`).toString('base64')
  }
  const missing = Object.entries({ SPOTIFY_CLIENT_ID: client_id, SPOTIFY_CLIENT_SECRET: client_secret })
    .filter(([, value]) => value === null)
    .map(([name]) => name)
  throw new ConfigError(
    `${source} needs an app of your own: set ${missing.join(' and ')} from developer.spotify.com/dashboard`,
  )
}
