import { hash } from '../world/random.ts'
import type { ApiWorld } from './world-playlists.ts'

/** Those of the app with extended quota. */
export const simulatedCredentials = { client_id: 'simulator', client_secret: 'simulator' }

/** The apps that the simulator knows, each in one of the API's worlds. Their secrets are no secrets. */
export const simulatedApps: readonly { client_id: string; client_secret: string; world: ApiWorld }[] = [
  { ...simulatedCredentials, world: 'extended' },
  { client_id: 'simulator-development', client_secret: 'simulator', world: 'development' },
  { client_id: 'simulator-both', client_secret: 'simulator', world: 'both' },
]

/** The only refresh token that is good. */
const refreshToken = 'simulator-refresh'

/** Seconds of simulated time. */
const LIFETIME = 3600

interface TokenRequest {
  authorization: string | null
  form: URLSearchParams
  /** ISO instant; null: asked without one, and valid at any. */
  instant: string | null
}

/** What the token endpoint answers: a token, or a refusal as RFC 6749 words it. */
export function grant({ authorization, form, instant }: TokenRequest): { status: 200 | 400; body: object } {
  const refuse = (error: string, error_description: string) => ({
    status: 400 as const,
    body: { error, error_description },
  })
  const [client_id, ...secret] = parseCredentials(authorization).split(':')
  const app = simulatedApps.find((each) => each.client_id === (client_id || form.get('client_id')))
  const type = form.get('grant_type')
  if (app === undefined) return refuse('invalid_client', 'Invalid client')
  // Apps that hold no secret refresh with their id alone.
  const isPublic = type === 'refresh_token' && authorization === null
  if (!isPublic && secret.join(':') !== app.client_secret)
    return refuse('invalid_client', 'Invalid client secret')
  if (type === 'refresh_token') {
    const isGood = form.get('refresh_token') === refreshToken
    return isGood ? granted(app.client_id, instant) : refuse('invalid_grant', 'Refresh token revoked')
  }
  if (type === 'client_credentials') return granted(app.client_id, instant)
  return refuse('unsupported_grant_type', 'grant_type must be client_credentials or refresh_token')
}

/** The world of the app that a call's token was made for, or Spotify's words for what is wrong with it. */
export function authorize(authorization: string | null, instant: string): ApiWorld | { refused: string } {
  const [scheme, token = ''] = (authorization ?? '').split(' ')
  if (scheme !== 'Bearer' || token === '') return { refused: 'No token provided' }
  const [client_id = '', issued = ''] = token.split('.')
  const app = simulatedApps.find((each) => each.client_id === client_id)
  if (app === undefined || token !== createToken(client_id, issued))
    return { refused: 'Invalid access token' }
  if (issued === 'any') return app.world
  const age = Date.parse(instant) / 1000 - Number.parseInt(issued, 36)
  return age >= 0 && age < LIFETIME ? app.world : { refused: 'The access token expired' }
}

function granted(client_id: string, instant: string | null) {
  const issued = instant === null ? 'any' : Math.floor(Date.parse(instant) / 1000).toString(36)
  const body = { access_token: createToken(client_id, issued), token_type: 'Bearer', expires_in: LIFETIME }
  return { status: 200 as const, body }
}

/** The token says all that is to know about it, so nothing is kept. */
function createToken(client_id: string, issued: string): string {
  return `${client_id}.${issued}.${hash(`${client_id}.${issued}`).toString(36)}`
}

function parseCredentials(authorization: string | null): string {
  const [scheme, encoded = ''] = (authorization ?? '').split(' ')
  return scheme === 'Basic' ? Buffer.from(encoded, 'base64').toString('utf8') : ''
}
