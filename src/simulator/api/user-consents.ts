import { createHash } from 'node:crypto'
import { addMonths } from '../../domain/months.ts'
import { hash } from '../world/random.ts'

/** What a user has consented to. */
export interface Consent {
  client_id: string
  user: string
  scope: string
  redirect_uri: string
  /** `code_challenge` of method S256. */
  challenge: string
  /** ISO instant of the consent; null: at no instant, so that it never ends. */
  authorized_at: string | null
}

interface Grant extends Consent {
  /** The one valid refresh token: each use replaces it. */
  refresh_token: string
}

/** A grant, or the `error_description` of an `invalid_grant`. */
type Redeemed = { grant: Grant } | { invalid: string }

/** The consents of users while the simulator runs. */
export interface Grants {
  /** The code of a new consent, which one request can redeem. */
  addConsent(consent: Consent): string
  redeemCode(code: string, proof: { client_id: string; redirect_uri: string; verifier: string }): Redeemed
  /** Replaces the refresh token, which is not valid from then on. */
  refresh(token: string, at: { client_id: string; instant: string | null }): Redeemed
}

/** A consent ends so many months later, however often its token was refreshed. */
const LIFETIME_MONTHS = 6

export function createGrants(): Grants {
  const codes = new Map<string, Consent>()
  const grants = new Map<string, Grant | 'replaced'>()
  let count = 0
  const createSecret = (kind: string) => `${kind}-${++count}-${hash(`${kind}${count}`).toString(36)}`

  function issue(consent: Consent): Redeemed {
    const grant = { ...consent, refresh_token: createSecret('refresh') }
    grants.set(grant.refresh_token, grant)
    return { grant }
  }
  return {
    addConsent(consent) {
      const code = createSecret('code')
      codes.set(code, consent)
      return code
    },
    redeemCode(code, { client_id, redirect_uri, verifier }) {
      const consent = codes.get(code)
      if (consent === undefined) return { invalid: 'Invalid authorization code' }
      codes.delete(code)
      if (consent.client_id !== client_id) return { invalid: 'Invalid authorization code' }
      if (consent.redirect_uri !== redirect_uri) return { invalid: 'Invalid redirect URI' }
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      return challenge === consent.challenge ? issue(consent) : { invalid: 'code_verifier was incorrect' }
    },
    refresh(token, { client_id, instant }) {
      const grant = grants.get(token)
      if (grant === 'replaced') return { invalid: 'Refresh token revoked' }
      if (grant === undefined || grant.client_id !== client_id) return { invalid: 'Invalid refresh token' }
      if (hasEnded(grant, instant)) return { invalid: 'Refresh token expired' }
      grants.set(token, 'replaced')
      return issue(grant)
    },
  }
}

function hasEnded({ authorized_at }: Consent, instant: string | null): boolean {
  return authorized_at !== null && instant !== null && instant >= addMonths(authorized_at, LIFETIME_MONTHS)
}
