import { HitparadeError, SourceError } from '../../domain/errors.ts'
import type { HttpSession } from '../http/http-session.ts'
import { MARGIN_MS, type Tokens } from './access-tokens.ts'
import type { Authorisation, AuthorisationStore } from './authorisation.ts'

/** What a source grants for a refresh token; null: it keeps the old one. */
export interface RefreshedGrant {
  access_token: string
  refresh_token: string | null
  /** ISO instant. */
  expires_at: string
}

export interface UserTokensOptions {
  source: string
  store: AuthorisationStore
  /** Throws `ReauthorisationRequired` where the source refuses the refresh token. */
  refresh(http: HttpSession, authorisation: Authorisation): Promise<RefreshedGrant>
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * Tokens of a user who has signed in. A new token is stored before it is used, and only one process at a time requests
 * one. `get` throws `SignInRequired` if no one has signed in, and what `refresh` throws.
 */
export function userTokens({ source, store, refresh, now }: UserTokensOptions): Tokens {
  let current: Authorisation | null = null
  let pending: Promise<Authorisation> | null = null
  /** An access token that the source has rejected before its end. */
  let dropped: string | null = null

  const isUsable = ({ access_token, expires_at }: Authorisation) =>
    access_token !== dropped && Date.parse(expires_at) - MARGIN_MS > now()

  async function read(): Promise<Authorisation> {
    const stored = await store.read()
    if (stored === null) throw signInRequired(source)
    if (stored.given_to !== null) throw givenAway(source, stored.given_to)
    return stored
  }

  async function renew(http: HttpSession): Promise<Authorisation> {
    const stored = await read()
    if (isUsable(stored)) return stored
    return store.exclusively(async () => {
      // Another process may have refreshed it while this one waited.
      const newest = await read()
      return isUsable(newest) ? newest : replaceTokens(http, newest)
    })
  }

  async function replaceTokens(http: HttpSession, old: Authorisation): Promise<Authorisation> {
    try {
      const { refresh_token, ...grant } = await refresh(http, old)
      const renewed = {
        ...old,
        ...grant,
        rejected_at: null,
        refresh_token: refresh_token ?? old.refresh_token,
      }
      await store.write(renewed)
      return renewed
    } catch (error) {
      if (!(error instanceof HitparadeError && error.code === 'ReauthorisationRequired')) throw error
      // A user may have signed in again at this moment, and stores may show a change late.
      const newest = await read()
      if (newest.refresh_token !== old.refresh_token && isUsable(newest)) return newest
      await store.write({ ...newest, rejected_at: new Date(now()).toISOString() })
      throw error
    }
  }

  return {
    async get(http) {
      if (current !== null && isUsable(current)) return current.access_token
      pending ??= renew(http).finally(() => {
        pending = null
      })
      current = await pending
      return current.access_token
    },
    drop(token) {
      dropped = token
    },
  }
}

function signInRequired(source: string): SourceError {
  return new SourceError('SignInRequired', `${source} shows its playlists to a signed-in user only`, {
    advice: `sign in with \`hitparade auth ${source}\``,
  })
}

function givenAway(source: string, given_to: string): SourceError {
  return new SourceError('SignInRequired', `${given_to} uses the consent to ${source}`, {
    advice: `sign in once more for this machine, with \`hitparade auth ${source}\``,
  })
}
