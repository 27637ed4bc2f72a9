import { SourceError } from '../../domain/errors.ts'
import type { HttpAnswer } from '../http/http-session.ts'
import { record, text } from '../json/fields.ts'

/** Playlists that Spotify makes itself. */
const EDITORIAL = '37i9dQZ'

/** What an answer about a playlist refuses, with what to do next; null for one that refuses nothing. */
export function toSpotifyError(source: string, playlist: string, answer: HttpAnswer): SourceError | null {
  const { status } = answer
  const said = saidBy(answer)
  if (status === 200) return null
  if (status === 404 && playlist.startsWith(EDITORIAL)) {
    return refusal('EditorialPlaylist', [
      `${source} does not show its own playlist ${playlist}: it closed them to new apps on 2024-11-27`,
      'use a playlist of your own, the chart CSVs (hitparade import), or another source such as deezer',
    ])
  }
  if (status === 404) {
    return refusal('PlaylistNotFound', [
      `${source} knows no playlist ${playlist}`,
      'look at the id in the configuration, and whether the playlist is still public',
    ])
  }
  if (status === 403 && /premium/i.test(said)) {
    return refusal('PremiumRequired', [
      `${source} refuses because the owner of the app has no Premium subscription: ${said}`,
      "renew the owner's subscription, or use the client id of an app whose owner has one",
    ])
  }
  if (status === 403) {
    return refusal('NotOwnerOrCollaborator', [
      `${source} does not show the songs of playlist ${playlist}: an app in development mode reads only playlists that the signed-in user owns or collaborates on`,
      'copy the songs into a playlist of your own, or ask for extended quota',
    ])
  }
  return badAnswer(source, `${status} ${said}`.trim())
}

/** A 429 that is the quota of the day and no matter of seconds. */
export function quotaExceeded(source: string, answer: HttpAnswer): SourceError | null {
  if (answer.status !== 429 || !/QUOTA_EXCEEDED/.test(bodyText(answer))) return null
  const when = answer.retry_after?.until ?? 'another day'
  const message = `${source} has counted the app's quota of today as used up; come back at ${when}, with fewer charts`
  return new SourceError('QuotaExceeded', message, { retryable: true })
}

/** What the token endpoint refuses; null for an answer that refuses nothing. */
export function tokenRefusal(source: string, answer: HttpAnswer): SourceError | null {
  if (answer.status === 200) return null
  const error = text(record(parsed(answer))?.error)
  if (error === 'invalid_grant') {
    return refusal('ReauthorisationRequired', [
      `${source} no longer accepts the consent: it ends six months after it was given`,
      'run hitparade auth spotify',
    ])
  }
  if (error === 'invalid_client' || answer.status === 401) {
    return refusal('BadCredentials', [
      `${source} does not know the client id, or the secret is another`,
      'look at SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET',
    ])
  }
  return badAnswer(source, `${answer.status} ${error ?? ''} at the token endpoint`)
}

/** A token that was refused twice. */
export function tokenRejected(source: string): SourceError {
  return refusal('TokenRejected', [
    `${source} rejects a token that it has just given out`,
    'look at the client id, and whether the clock of this machine is right',
  ])
}

/** An answer that nobody can expect. */
export function badAnswer(source: string, got: string): SourceError {
  return refusal('BadAnswer', [
    `${source} gave an answer that hitparade cannot use: ${got}`,
    'look at the address of the source in the configuration, and for a newer version of hitparade',
  ])
}

function refusal(code: string, sentences: [string, string]): SourceError {
  return new SourceError(code, sentences.join('; '))
}

function saidBy(answer: HttpAnswer): string {
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
