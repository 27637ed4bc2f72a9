import { ConfigError } from '../../domain/errors.ts'
import { checkJson } from '../http/fetch-pages.ts'
import { createHttpSession, statusProblem } from '../http/http-session.ts'
import { record, text } from '../json/fields.ts'
import type { Authorisation } from '../oauth/authorisation.ts'
import { signIn } from '../oauth/sign-in.ts'
import type { SignInRequest } from '../source.ts'
import { spotifyAddresses, spotifyScopes } from './spotify-addresses.ts'
import { badAnswer, toAccountError } from './spotify-errors.ts'

/** Signs a user in to Spotify. Right after it the account is read: only that shows whether the app may read anything. */
export function signInToSpotify({ config, ...request }: SignInRequest): Promise<Authorisation> {
  const { url, authorize_url, token_url } = config.sources.spotify
  const { client_id } = config.credentials.spotify
  if (client_id === null) {
    throw new ConfigError('spotify needs the client id of an app of your own', {
      advice:
        'create an app at developer.spotify.com/dashboard with the redirect URI http://127.0.0.1/callback, then set SPOTIFY_CLIENT_ID, or "client_id" under "sources", "spotify"',
    })
  }
  return signIn({
    ...request,
    source: 'spotify',
    client_id,
    authorize_url: authorize_url ?? spotifyAddresses.authorize,
    token_url: token_url ?? spotifyAddresses.token,
    scopes: spotifyScopes,
    findAccount: (access_token) => findAccount(url ?? spotifyAddresses.api, access_token),
  })
}

function findAccount(api: string, access_token: string): Promise<string | null> {
  return createHttpSession().send({
    source: 'spotify',
    url: `${api}/me`,
    headers: { authorization: `Bearer ${access_token}` },
    check(answer) {
      const problem = statusProblem('spotify', answer)
      if (problem !== null) return problem
      const refusal = toAccountError('spotify', answer)
      if (refusal !== null) throw refusal
      if (answer.status !== 200) throw badAnswer('spotify', `${answer.status} for the account of the user`)
      const body = checkJson('spotify', answer)
      if (!('good' in body)) return body
      const user = record(body.good)
      return { good: text(user?.display_name) ?? text(user?.id) ?? text(user?.account_id) }
    },
  })
}
