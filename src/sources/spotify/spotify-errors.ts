import { SourceError } from '../../domain/errors.ts'
import type { HttpAnswer } from '../http/send-request.ts'
import { record, text } from '../json/fields.ts'

/** Playlists that Spotify makes itself. */
const EDITORIAL = '37i9dQZ'

/** The error in an answer about a playlist; null for a 200. */
export function toSpotifyError(source: string, playlist: string, answer: HttpAnswer): SourceError | null {
  const { status } = answer
  if (status === 200) return null
  const message = readMessage(answer)
  const details = { playlist, status }
  if (status === 404 && playlist.startsWith(EDITORIAL)) {
    return new SourceError(
      'EditorialPlaylist',
      `${source} does not show its own playlist ${playlist} to new apps`,
      {
        advice:
          'it closed them on 2024-11-27: use a playlist of your own, the chart CSVs (hitparade import), or another source such as deezer',
        details,
      },
    )
  }
  if (status === 404) {
    return new SourceError('PlaylistNotFound', `${source} has no playlist ${playlist}`, {
      advice: 'check the id in the configuration, and that the playlist is still public',
      details,
    })
  }
  if (status === 403 && /premium/i.test(message)) {
    return new SourceError(
      'PremiumRequired',
      `${source} requires that the owner of the app has a Premium subscription: ${message}`,
      {
        advice: "renew the owner's subscription, or use the client id of an app whose owner has one",
        details,
      },
    )
  }
  if (status === 403) {
    return new SourceError(
      'NotOwnerOrCollaborator',
      `${source} does not show the songs of playlist ${playlist}: an app in development mode reads only playlists that the signed-in user owns or collaborates on`,
      { advice: 'copy the songs into a playlist of your own, or request extended quota', details },
    )
  }
  return badAnswer(source, `${status} ${message}`.trim())
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
  const error = text(record(parsed(answer))?.error)
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

/** The error of a new token that the API rejected. */
export function tokenRejected(source: string): SourceError {
  return new SourceError('TokenRejected', `${source} rejects a token that it has just issued`, {
    advice: 'check the client id, and the clock of this machine',
  })
}

/** The error of an answer that has no known meaning. */
export function badAnswer(source: string, got: string): SourceError {
  return new SourceError('BadAnswer', `${source} returned an unexpected answer: ${got}`, {
    advice: 'check the URL of the source in the configuration, or update hitparade',
  })
}

function readMessage(answer: HttpAnswer): string {
  const body = record(parsed(answer))
  return text(record(body?.error)?.message) ?? text(body?.error_description) ?? ''
}

function parsed(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(bodyText(answer))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function bodyText({ body }: HttpAnswer): string {
  return new TextDecoder().decode(body)
}
