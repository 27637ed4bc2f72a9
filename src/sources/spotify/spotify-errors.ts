import { editorialPlaylist, isEditorial } from '../../config/editorial-playlist.ts'
import { SourceError } from '../../domain/errors.ts'
import { getHost, type HttpAnswer } from '../http/send-request.ts'
import { parsed, record, text } from '../json/fields.ts'
import { type Authorisation, formatConsent, readAge } from '../oauth/authorisation.ts'

/** Characters of a plain text that a message repeats. */
const LONGEST_TEXT = 200

/** The error in an answer about a playlist; null for a 200. */
export function toSpotifyError(source: string, playlist: string, answer: HttpAnswer): SourceError | null {
  const { status } = answer
  if (status === 200) return null
  if (isPage(answer)) return pageInstead(source, answer)
  const message = readMessage(answer)
  const details = { playlist, status }
  if (status === 404 && isEditorial(playlist)) return editorialPlaylist(source, playlist)
  if (status === 404) {
    const reason = message === '' || /not found/i.test(message) ? '' : `: ${message}`
    return new SourceError('PlaylistNotFound', `${source} has no playlist ${playlist}${reason}`, {
      advice: 'check the id in the configuration, and that the playlist is still public',
      details,
    })
  }
  const refusal = toAccountError(source, answer)
  if (refusal !== null) return refusal
  if (status === 403) {
    return new SourceError(
      'NotOwnerOrCollaborator',
      `${source} does not show the songs of playlist ${playlist}: an app in development mode reads only playlists that the signed-in user owns or collaborates on`,
      { advice: 'copy the songs into a playlist of your own, or request extended quota', details },
    )
  }
  return badAnswer(source, `${status} ${message}`.trim())
}

/** The error of a 403 that concerns the app or the user, not the playlist. Both come as plain text. */
export function toAccountError(source: string, answer: HttpAnswer): SourceError | null {
  const { status } = answer
  const message = readMessage(answer)
  if (status !== 403) return null
  if (/premium/i.test(message)) {
    return new SourceError(
      'PremiumRequired',
      `${source} requires that the owner of the app has a Premium subscription: ${message}`,
      {
        advice: "renew the owner's subscription, or use the client id of an app whose owner has one",
        details: { status },
      },
    )
  }
  if (!/not (?:be )?registered/i.test(message)) return null
  return new SourceError('UserNotRegistered', `${source} does not know the user for this app: ${message}`, {
    advice:
      'add the user under "User Management" of the app at developer.spotify.com/dashboard, then sign in again with `hitparade auth spotify`',
    details: { status },
  })
}

/** The error of a 429 for the daily quota of the app, where waiting for seconds does not help. */
export function quotaExceeded(source: string, answer: HttpAnswer): SourceError | null {
  if (answer.status !== 429 || !/QUOTA_EXCEEDED/.test(bodyText(answer))) return null
  const until = answer.retry_after?.until ?? null
  return new SourceError('QuotaExceeded', `the daily quota of the app at ${source} is used up`, {
    advice: `try again ${until === null ? 'tomorrow' : `after ${until}`}, or fetch fewer charts`,
    details: { until },
    retryable: true,
  })
}

/** The error in an answer of the token endpoint; null for a 200. */
export function toTokenError(source: string, answer: HttpAnswer): SourceError | null {
  if (answer.status === 200) return null
  const error = text(record(parsed(bodyText(answer)))?.error)
  const details = { status: answer.status, error }
  if (error === 'invalid_grant') {
    return new SourceError(
      'ReauthorisationRequired',
      `${source} rejects the grant of the app (invalid_grant)`,
      {
        advice:
          'check that SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET are of the same app, or create a new secret',
        details,
      },
    )
  }
  if (error === 'invalid_client' || answer.status === 401) {
    return new SourceError('BadCredentials', `${source} rejects the client id or the client secret`, {
      advice: 'check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET',
      details,
    })
  }
  return badAnswer(source, `${answer.status} ${error ?? ''} at the token endpoint`)
}

/** The error of a refused refresh token, with the age of the consent; null for other answers. `now` is an ISO instant. */
export function toRefreshError(
  source: string,
  answer: HttpAnswer,
  { authorisation, now }: { authorisation: Authorisation; now: string },
): SourceError | null {
  const body = record(parsed(bodyText(answer)))
  if (answer.status !== 400 || body?.error !== 'invalid_grant') return null
  const reason = text(body.error_description) ?? 'invalid_grant'
  const { authorized_at } = authorisation
  const { days } = readAge(authorisation, now)
  return new SourceError(
    'ReauthorisationRequired',
    `${source} no longer accepts the consent ${formatConsent(authorisation, now)}: ${reason}`,
    {
      advice: `authorise again with \`hitparade auth ${source}\`; a consent ends after six months`,
      details: { status: 400, error: 'invalid_grant', authorized_at, days },
    },
  )
}

/** The error of an answer that has no known meaning. */
export function badAnswer(source: string, got: string): SourceError {
  return new SourceError('BadAnswer', `${source} returned an unexpected answer: ${got}`, {
    advice: 'check the URL of the source in the configuration, or update hitparade',
  })
}

function isPage({ headers }: HttpAnswer): boolean {
  return headers.get('content-type')?.startsWith('text/html') === true
}

/** The API answers in JSON or plain text: a page comes from a proxy or a firewall, and says nothing about the playlist. */
function pageInstead(source: string, { status, url }: HttpAnswer): SourceError {
  const problem = `${source} returned a page of HTML with status ${status} at ${getHost(url)}`
  return new SourceError('BadAnswer', problem, {
    advice:
      'a proxy or a firewall may have answered: check the network and the URL of the source, then try again',
    details: { status, url },
    retryable: true,
  })
}

function readMessage(answer: HttpAnswer): string {
  const body = record(parsed(bodyText(answer)))
  const isText = answer.headers.get('content-type')?.startsWith('text/plain') === true
  const stated = text(record(body?.error)?.message) ?? text(body?.error_description)
  return stated ?? (isText ? bodyText(answer).trim().slice(0, LONGEST_TEXT) : '')
}

function bodyText({ body }: HttpAnswer): string {
  return new TextDecoder().decode(body)
}
