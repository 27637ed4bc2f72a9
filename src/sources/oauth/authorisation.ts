import * as z from 'zod'
import { HitparadeError } from '../../domain/errors.ts'
import { addMonths } from '../../domain/months.ts'
import { DAY_MS } from '../../domain/time.ts'

const authorisationSchema = z.object({
  client_id: z.string(),
  refresh_token: z.string(),
  access_token: z.string(),
  expires_at: z.iso.datetime(),
  authorized_at: z.iso.datetime(),
  scopes: z.array(z.string()),
  account: z.string().nullable(),
  rejected_at: z.iso.datetime().nullable(),
  given_to: z.string().nullable().default(null),
})

/**
 * A user's consent that an app reads in their name, with its tokens. `expires_at` is the end of the access token,
 * `authorized_at` the instant of the consent, `rejected_at` when the source last refused the refresh token: it is kept,
 * because sources have refused good ones by mistake. All are ISO instants. `given_to` names the deployment that uses it:
 * a refresh here would end it there.
 */
export type Authorisation = z.output<typeof authorisationSchema>

/** Where the authorisation of a source is stored. */
export interface AuthorisationStore {
  /** Null: no one has signed in. Throws code `Credentials` if it cannot be read. */
  read(): Promise<Authorisation | null>
  write(authorisation: Authorisation): Promise<void>
  /** Runs the work while no other process does: a refresh token can often be used only once. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
}

/** Parses a stored authorisation. Throws code `Credentials`, without the text: it may contain a token. */
export function parseAuthorisation(source: string, text: string, place: string): Authorisation {
  const parsed = authorisationSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new HitparadeError('Credentials', `${place} is not an authorisation of ${source}`, {
    advice: `sign in again with \`hitparade auth ${source}\``,
    details: { source },
  })
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
