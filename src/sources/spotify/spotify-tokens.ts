import type { Tokens } from '../oauth/access-tokens.ts'
import type { AuthorisationStore } from '../oauth/authorisation.ts'
import { userTokens } from '../oauth/user-tokens.ts'
import { spotifyAddresses } from './spotify-addresses.ts'
import { type ClientCredentials, clientCredentials, refreshToken } from './spotify-token.ts'

/** The user or the app that reads the playlists of Spotify. */
export interface SpotifyAccess {
  credentials: ClientCredentials
  /** The consent of a user; null: there is no place for one. */
  authorisation?: AuthorisationStore | null
  /** Null: a user where one has signed in, else the app. */
  auth?: 'user' | 'client' | null
  token_url?: string | null
}

/** Tokens of the signed-in user, or of the app itself: as configured, else of the user where one has signed in. */
export function spotifyTokens({
  credentials,
  authorisation,
  auth,
  token_url,
  now,
}: SpotifyAccess & { now(): number }): Tokens {
  const app = { source: 'spotify', token_url: token_url ?? spotifyAddresses.token, credentials, now }
  const store = authorisation ?? null
  const client = clientCredentials(app)
  const user =
    store &&
    userTokens({
      source: app.source,
      store,
      refresh: (http, consent) => refreshToken(http, app, consent),
      now,
    })
  // At every request: the user of a process that runs for months may sign in meanwhile.
  async function choose(): Promise<Tokens> {
    if (user === null || auth === 'client') return client
    return auth === 'user' || (await store?.read()) ? user : client
  }
  return {
    async get(http) {
      return (await choose()).get(http)
    },
    drop(token) {
      client.drop(token)
      user?.drop(token)
    },
  }
}
