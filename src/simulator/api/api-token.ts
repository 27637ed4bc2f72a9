import { hash } from '../world/random.ts'
import type { ApiWorld } from './world-playlists.ts'

/** The credentials of the app with extended quota. */
export const simulatedCredentials = { client_id: 'simulator', client_secret: 'simulator' }

/** The apps of the simulator, one for each world of the API. Their secrets are public. */
export const simulatedApps: readonly { client_id: string; client_secret: string; world: ApiWorld }[] = [
  { ...simulatedCredentials, world: 'extended' },
  { client_id: 'simulator-development', client_secret: 'simulator', world: 'development' },
  { client_id: 'simulator-both', client_secret: 'simulator', world: 'both' },
]

/** The only valid refresh token. */
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
export function grantToken({ authorization, form, instant }: TokenRequest): {
  status: 200 | 400
  body: object
} {
  const reject = (error: string, error_description: string) => ({
    status: 400 as const,
    body: { error, error_description },
  })
  const [client_id, ...secret] = parseCredentials(authorization).split(':')
  const app = simulatedApps.find((each) => each.client_id === (client_id || form.get('client_id')))
  const type = form.get('grant_type')
  if (app === undefined) return reject('invalid_client', 'Invalid client')
  // Apps without a secret refresh with their id alone.
  const isPublic = type === 'refresh_token' && authorization === null
  if (!isPublic && secret.join(':') !== app.client_secret)
    return reject('invalid_client', 'Invalid client secret')
  if (type === 'refresh_token') {
    const isValid = form.get('refresh_token') === refreshToken
    return isValid ? createGrant(app.client_id, instant) : reject('invalid_grant', 'Refresh token revoked')
  }
  if (type === 'client_credentials') return createGrant(app.client_id, instant)
  return reject('unsupported_grant_type', 'grant_type must be client_credentials or refresh_token')
}

/** The world of the app of an access token, or Spotify's error message. */
export function authorize(authorization: string | null, instant: string): ApiWorld | { error: string } {
  const [scheme, token = ''] = (authorization ?? '').split(' ')
  if (scheme !== 'Bearer' || token === '') return { error: 'No token provided' }
  const [client_id = '', issued = ''] = token.split('.')
  const app = simulatedApps.find((each) => each.client_id === client_id)
  if (app === undefined || token !== createToken(client_id, issued)) return { error: 'Invalid access token' }
  if (issued === 'any') return app.world
  const age = Date.parse(instant) / 1000 - Number.parseInt(issued, 36)
  return age >= 0 && age < LIFETIME_SECONDS ? app.world : { error: 'The access token expired' }
}

function createGrant(client_id: string, instant: string | null) {
  const issued = instant === null ? 'any' : Math.floor(Date.parse(instant) / 1000).toString(36)
  const body = {
    access_token: createToken(client_id, issued),
    token_type: 'Bearer',
    expires_in: LIFETIME_SECONDS,
  }
  return { status: 200 as const, body }
}

/** The token contains its app and time, so that nothing has to be stored. */
function createToken(client_id: string, issued: string): string {
  return `${client_id}.${issued}.${hash(`${client_id}.${issued}`).toString(36)}`
}

function parseCredentials(authorization: string | null): string {
  const [scheme, encoded = ''] = (authorization ?? '').split(' ')
  return scheme === 'Basic' ? Buffer.from(encoded, 'base64').toString('utf8') : ''
}
