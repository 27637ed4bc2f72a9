import { hash } from '../world/random.ts'
import { findApp, findUser, type SimulatedApp, type SimulatedUser } from './simulated-apps.ts'
import type { Grants } from './user-consents.ts'

/** A refresh token that is always valid, and never replaced. */
const refreshToken = 'simulator-refresh'

/** Seconds of simulated time. */
const LIFETIME_SECONDS = 3600

interface TokenRequest {
  authorization: string | null
  form: URLSearchParams
  /** ISO instant; null for a token that is valid at any instant. */
  instant: string | null
}

/** The response of the token endpoint: a token, or an error as defined in RFC 6749. */
export function grantToken(
  { authorization, form, instant }: TokenRequest,
  grants: Grants,
): { status: 200 | 400; body: object } {
  const [client_id, ...secret] = parseCredentials(authorization).split(':')
  const app = findApp(client_id || form.get('client_id'))
  const type = form.get('grant_type')
  if (app === null) return reject('invalid_client', 'Invalid client')
  // Apps without a secret sign users in and refresh with their id alone.
  const isPublic = type !== 'client_credentials' && authorization === null
  if (!isPublic && secret.join(':') !== app.client_secret)
    return reject('invalid_client', 'Invalid client secret')
  const read = (name: string) => form.get(name) ?? ''
  if (type === 'client_credentials') return createGrant(app.client_id, instant)
  if (type === 'authorization_code') {
    const proof = { redirect_uri: read('redirect_uri'), verifier: read('code_verifier') }
    return answerUser(grants.redeemCode(read('code'), { client_id: app.client_id, ...proof }), instant)
  }
  if (type !== 'refresh_token')
    return reject(
      'unsupported_grant_type',
      'grant_type must be client_credentials, authorization_code or refresh_token',
    )
  if (read('refresh_token') === refreshToken) return createGrant(app.client_id, instant)
  return answerUser(grants.refresh(read('refresh_token'), { client_id: app.client_id, instant }), instant)
}

function answerUser(redeemed: ReturnType<Grants['refresh']>, instant: string | null) {
  if ('invalid' in redeemed) return reject('invalid_grant', redeemed.invalid)
  const { client_id, user, scope, refresh_token } = redeemed.grant
  const { status, body } = createGrant(`${client_id}:${user}`, instant)
  return { status, body: { ...body, scope, refresh_token } }
}

function reject(error: string, error_description: string) {
  return { status: 400 as const, body: { error, error_description } }
}

/** The sender of a request with an access token; `user` is null for an app by itself. */
export interface Caller {
  app: SimulatedApp
  user: SimulatedUser | null
}

/** The sender of a request by its access token, or Spotify's error message. */
export function authorize(authorization: string | null, instant: string): Caller | { error: string } {
  const [scheme, token = ''] = (authorization ?? '').split(' ')
  if (scheme !== 'Bearer' || token === '') return { error: 'No token provided' }
  const [subject = '', issued = ''] = token.split('.')
  const [client_id = '', user = null] = subject.split(':')
  const app = findApp(client_id)
  if (app === null || token !== createToken(subject, issued)) return { error: 'Invalid access token' }
  const caller = { app, user: findUser(user) }
  if (issued === 'any') return caller
  const age = Date.parse(instant) / 1000 - Number.parseInt(issued, 36)
  return age >= 0 && age < LIFETIME_SECONDS ? caller : { error: 'The access token expired' }
}

/** `subject` is the app, or app and user. */
function createGrant(subject: string, instant: string | null) {
  const issued = instant === null ? 'any' : Math.floor(Date.parse(instant) / 1000).toString(36)
  const body = {
    access_token: createToken(subject, issued),
    token_type: 'Bearer',
    expires_in: LIFETIME_SECONDS,
  }
  return { status: 200 as const, body }
}

/** The token contains its subject and time, so that nothing has to be stored. */
function createToken(subject: string, issued: string): string {
  return `${subject}.${issued}.${hash(`${subject}.${issued}`).toString(36)}`
}

function parseCredentials(authorization: string | null): string {
  const [scheme, encoded = ''] = (authorization ?? '').split(' ')
  return scheme === 'Basic' ? Buffer.from(encoded, 'base64').toString('utf8') : ''
}
