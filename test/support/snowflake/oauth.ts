import { createHash, randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { assumableRoles } from './roles.ts'
import { refused, type SnowflakeUser } from './users.ts'
import type { World } from './world.ts'

/** The built-in application of an account, as which local programs request tokens. */
export interface OauthServer {
  /** False in an account that does not have the application. */
  isEnabled: boolean
  codes: Map<string, { user: string; challenge: string; redirectUri: string; role: string }>
  /** Access tokens, and of whom they are. */
  tokens: Map<string, { user: string; role: string }>
}

export function createOauthServer(): OauthServer {
  return { isEnabled: true, codes: new Map(), tokens: new Map() }
}

const application = 'LOCAL_APPLICATION'

/**
 * The page on which a person signs in, which sends the browser back to the program. The parameter `login` stands for what
 * the person types.
 */
export function authorize(
  { oauth, users, catalogue }: World,
  asked: URLSearchParams,
  response: ServerResponse,
) {
  const read = (name: string) => asked.get(name) ?? ''
  const back = (answer: Record<string, string>) => {
    const address = new URL(read('redirect_uri'))
    for (const [name, value] of Object.entries({ ...answer, state: read('state') }))
      address.searchParams.set(name, value)
    response.writeHead(302, { location: address.href }).end()
  }
  if (!oauth.isEnabled || read('client_id') !== application) return back({ error: 'invalid_client' })
  const user = users.get(read('login').toUpperCase())
  if (user === undefined) return back({ error: 'access_denied', error_description: 'unknown user' })
  const role = /^refresh_token session:role:(\S+)$/.exec(read('scope'))?.[1] ?? ''
  // As documented, a role is in upper case here.
  if (!assumableRoles(user, catalogue).has(role))
    return back({ error: 'invalid_scope', error_description: 'The requested scope is invalid.' })
  if (read('code_challenge_method') !== 'S256') return back({ error: 'invalid_request' })
  const code = randomBytes(16).toString('hex')
  const [challenge, redirectUri] = [read('code_challenge'), read('redirect_uri')]
  oauth.codes.set(code, { user: user.name, challenge, redirectUri, role })
  back({ code })
}

/** Exchanges a code for a token, once, if the verifier belongs to its challenge. */
export function requestToken({ oauth }: World, form: URLSearchParams, response: ServerResponse) {
  const code = form.get('code') ?? ''
  const issued = oauth.codes.get(code)
  oauth.codes.delete(code)
  const verifier = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  const isRight =
    form.get('grant_type') === 'authorization_code' &&
    form.get('client_id') === application &&
    form.get('client_secret') === application &&
    issued?.challenge === verifier &&
    issued.redirectUri === form.get('redirect_uri')
  const send = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (!isRight || issued === undefined) return send(400, { error: 'invalid_grant' })
  const token = `oauth-${randomBytes(16).toString('hex')}`
  oauth.tokens.set(token, { user: issued.user, role: issued.role })
  send(200, { access_token: token, refresh_token: `${token}-again`, token_type: 'Bearer', expires_in: 600 })
}

/** The user of an access token. */
export function userOfToken({ oauth, users }: Pick<World, 'oauth' | 'users'>, token = ''): SnowflakeUser {
  const user = users.get(oauth.tokens.get(token)?.user ?? '')
  if (user === undefined) throw refused('390303', 'Invalid OAuth access token.')
  return user
}
