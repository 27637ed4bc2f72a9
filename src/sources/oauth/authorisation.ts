import { HitparadeError } from '../../domain/errors.ts'
import { addMonths } from '../../domain/months.ts'
import { DAY_MS } from '../../domain/time.ts'
import { instant, list, parsed, record, text } from '../json/fields.ts'

/** A user's consent that an app reads in their name, with its tokens. Instants are ISO. */
export interface Authorisation {
  client_id: string
  refresh_token: string
  access_token: string
  /** When the access token ends. */
  expires_at: string
  /** When the user consented. */
  authorized_at: string
  scopes: string[]
  /** Name of the user; null: the source gives none. */
  account: string | null
  /** When the source last refused the refresh token. It is kept, because sources have refused good ones by mistake. */
  rejected_at: string | null
  /** The deployment that uses it: a refresh here would end it there. Null: this machine. */
  given_to: string | null
}

/** Where the authorisation of a source is stored. */
export interface AuthorisationStore {
  /** Null: no one has signed in. Throws code `Credentials` if it cannot be read. */
  read(): Promise<Authorisation | null>
  write(authorisation: Authorisation): Promise<void>
  /** Runs the work while no other process does: a refresh token can often be used only once. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
}

/** Parses a stored authorisation. Throws code `Credentials`, without the content: it may contain a token. */
export function parseAuthorisation(source: string, content: string, place: string): Authorisation {
  const authorisation = readAuthorisation(record(parsed(content)) ?? {})
  if (authorisation !== null) return authorisation
  throw new HitparadeError('Credentials', `${place} is not an authorisation of ${source}`, {
    advice: `sign in again with \`hitparade auth ${source}\``,
    details: { source },
  })
}

/** By hand: a schema library would be a fifth of the extract function's code. */
function readAuthorisation(fields: Record<string, unknown>): Authorisation | null {
  const client_id = text(fields.client_id)
  const refresh_token = text(fields.refresh_token)
  const access_token = text(fields.access_token)
  const expires_at = instant(fields.expires_at)
  const authorized_at = instant(fields.authorized_at)
  if (client_id === null || refresh_token === null || access_token === null) return null
  if (expires_at === null || authorized_at === null) return null
  return {
    ...{ client_id, refresh_token, access_token, expires_at, authorized_at },
    scopes: list(fields.scopes).filter((scope) => typeof scope === 'string'),
    account: text(fields.account),
    rejected_at: instant(fields.rejected_at),
    given_to: text(fields.given_to),
  }
}

/** Days after which a user is reminded to sign in again. */
export const REMINDER_DAYS = 150
/** A consent ends so many months later, however often its token is refreshed. */
const LIFETIME_MONTHS = 6

export interface AuthorisationAge {
  /** Whole days since the consent. */
  days: number
  /** ISO date on which it ends. */
  ends_on: string
  state: 'valid' | 'ends soon' | 'ended'
}

/** How old a consent is. `now` is an ISO instant. */
export function readAge(
  { authorized_at }: Pick<Authorisation, 'authorized_at'>,
  now: string,
): AuthorisationAge {
  const days = Math.max(0, Math.floor((Date.parse(now) - Date.parse(authorized_at)) / DAY_MS))
  const end = addMonths(authorized_at, LIFETIME_MONTHS)
  const state = now >= end ? 'ended' : days >= REMINDER_DAYS ? 'ends soon' : 'valid'
  return { days, ends_on: end.slice(0, 10), state }
}

/** `of 2026-06-01, 183 days old` */
export function formatConsent({ authorized_at }: Pick<Authorisation, 'authorized_at'>, now: string): string {
  const { days } = readAge({ authorized_at }, now)
  return `of ${authorized_at.slice(0, 10)}, ${days} ${days === 1 ? 'day' : 'days'} old`
}
