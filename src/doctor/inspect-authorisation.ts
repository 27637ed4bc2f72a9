import { stat } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import { isFetched } from '../config/playlist.ts'
import { HitparadeError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import { type Authorisation, formatConsent, readAge } from '../sources/oauth/authorisation.ts'
import { authorisationFile, findAuthorisationFile } from '../sources/oauth/authorisation-file.ts'
import { listScopes } from '../sources/registry.ts'

type Place = Pick<Config, 'data_dir' | 'charts' | 'sources' | 'credentials'>

/** A stored consent, as `status` shows it: nothing of it is secret. */
export interface AuthorisationState {
  source: string
  account: string | null
  /** ISO instant. */
  authorized_at: string
  age_days: number
  /** ISO date. */
  ends_on: string
  state: 'valid' | 'ends soon' | 'ended'
  /** When the source last refused the token; null: it accepts it. */
  rejected_at: string | null
  /** The deployment that uses it in place of this machine. */
  given_to: string | null
}

/** The consents of the configured charts' sources. `now` is an ISO instant. An unreadable one is left to `doctor`. */
export async function listAuthorisations(place: Place, now: string): Promise<AuthorisationState[]> {
  if (!needsUser(place) || place.sources.spotify.auth === 'client') return []
  const stored = await readStored(place.data_dir)
  return stored === null || stored instanceof HitparadeError ? [] : [describeState(stored, now)]
}

function describeState(stored: Authorisation, now: string): AuthorisationState {
  const { account, authorized_at, rejected_at, given_to } = stored
  const { days: age_days, ends_on, state } = readAge(stored, now)
  return { source: 'spotify', account, authorized_at, age_days, ends_on, state, rejected_at, given_to }
}

/** What is wrong with the credentials of the configured charts' sources. `now` is an ISO instant. */
export async function authorisationFindings(place: Place, now: string): Promise<Finding[]> {
  if (!needsUser(place)) return []
  const { auth } = place.sources.spotify
  const { client_id, client_secret } = place.credentials.spotify
  const stored = await readStored(place.data_dir)
  if (stored instanceof HitparadeError) return [{ finding: stored.problem, next: stored.advice ?? '' }]
  if (stored === null || auth === 'client') {
    if (client_id === null) return [missingVariable('SPOTIFY_CLIENT_ID')]
    if (auth === 'client') return client_secret === null ? [missingVariable('SPOTIFY_CLIENT_SECRET')] : []
    return client_secret !== null && auth !== 'user' ? [] : [nobodySignedIn]
  }
  return [...(await fileFindings(place.data_dir)), ...consentFindings(stored, now)]
}

function consentFindings(stored: Authorisation, now: string): Finding[] {
  // `doctor --target aws` reports on that one.
  if (stored.given_to !== null) return []
  const { state, ends_on } = readAge(stored, now)
  const consent = `the consent to spotify ${formatConsent(stored, now)}`
  const lacking = listScopes('spotify').filter((scope) => !stored.scopes.includes(scope))
  const found: string[] = []
  if (state === 'ended') found.push(`${consent}, has ended on ${ends_on}`)
  if (state === 'ends soon') found.push(`${consent}, ends on ${ends_on}`)
  if (stored.rejected_at !== null && state !== 'ended')
    found.push(`${consent}, was refused by spotify at ${stored.rejected_at}`)
  if (lacking.length > 0) found.push(`${consent}, lacks the scope ${lacking.join(' and ')}`)
  return found.map((finding) => ({ finding, next: signInAgain }))
}

async function fileFindings(data_dir: string): Promise<Finding[]> {
  const file = findAuthorisationFile(data_dir, 'spotify')
  const { mode } = await stat(file)
  // Windows has no such rights.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return []
  return [{ finding: `other users of this machine can read ${file}`, next: `run \`chmod 600 ${file}\`` }]
}

function needsUser({ charts }: Pick<Config, 'charts'>): boolean {
  return charts.some((chart) => chart.source === 'spotify' && isFetched(chart))
}

async function readStored(data_dir: string): Promise<Authorisation | HitparadeError | null> {
  try {
    return await authorisationFile(data_dir, 'spotify').read()
  } catch (error) {
    if (error instanceof HitparadeError) return error
    throw error
  }
}

const signInAgain = 'authorise again with `hitparade auth spotify`'

const nobodySignedIn: Finding = {
  finding: 'spotify charts are configured, but no one has signed in',
  next: 'sign in with `hitparade auth spotify`',
}

function missingVariable(name: string): Finding {
  return {
    finding: `spotify charts are configured, but ${name} is not set`,
    next: "set it in the environment; your app's page in Spotify's dashboard shows it",
  }
}
