/** One time that a person listened to a song, as an export states it. */
export interface Play {
  /** Milliseconds since 1970, UTC: the end of the play in exports that measure it, else its start. */
  time: number
  /** Milliseconds that were heard; null where the export does not say. */
  played_ms: number | null
  /** The time that the export states, where `time` is another: a play without a connection is noted days later. */
  stamp: number | null
  song: PlayedSong
}

/** A song as an export names it. */
export interface PlayedSong {
  form: PlayForm
  title: string
  /** Several where the export lists them; one where it has a single text. */
  artists: string[]
  album: string | null
  url: string | null
  isrc: string | null
  /** The recording in MusicBrainz, where the service has matched it: other spellings of it are the same song. */
  recording_mbid: string | null
}

interface FormTraits {
  /** Exports of one service state the same times. */
  service: string
  /** What `time` is. */
  states: 'end' | 'start'
  /** The unit of its times in milliseconds. */
  unit: number
}

/** Kinds of exports, the most exact first: of one listen in two exports the row of the first kind counts. */
export const playForms = {
  'spotify-extended': { service: 'spotify', states: 'end', unit: 1000 },
  'spotify-short': { service: 'spotify', states: 'end', unit: 60_000 },
  apple: { service: 'apple', states: 'end', unit: 1000 },
  deezer: { service: 'deezer', states: 'end', unit: 1000 },
  listenbrainz: { service: 'listenbrainz', states: 'start', unit: 1000 },
  lastfm: { service: 'lastfm', states: 'start', unit: 1000 },
  maloja: { service: 'maloja', states: 'start', unit: 1000 },
  koito: { service: 'koito', states: 'start', unit: 1000 },
  pano: { service: 'pano', states: 'start', unit: 1000 },
  rockbox: { service: 'rockbox', states: 'start', unit: 1000 },
  librefm: { service: 'librefm', states: 'start', unit: 1000 },
  'youtube-music': { service: 'youtube-music', states: 'start', unit: 1000 },
  'lastfm-minutes': { service: 'lastfm', states: 'start', unit: 60_000 },
} as const satisfies Record<string, FormTraits>

export type PlayForm = keyof typeof playForms
export const formNames = Object.keys(playForms) as PlayForm[]

/** Why a row of an export is not counted, with the words of the report. */
export const leftOutReasons = {
  too_short: 'too short',
  private_session: 'private session',
  not_music: 'not music',
  video: 'video',
  no_name: 'without a name',
  unknown_artist: 'of an artist that is not certain',
  other_event: 'not a play',
  station: 'of a radio station',
  segment: 'part of a listen after a pause',
  duplicate: 'duplicate',
  other_file: 'the same listen known from another file',
  too_early: 'dated before 2002-10-01, such as 1970',
  future: 'dated in the future',
  no_date: 'without a date, such as now playing',
  other_language: 'of an export in a language other than English',
  unreadable: 'unreadable',
} as const

export type LeftOutReason = keyof typeof leftOutReasons
export type LeftOutCounts = { [Reason in LeftOutReason]?: number }

/** A row of an export: a play, or why it is left out. */
export type ExportRow = Play | LeftOutReason

/** What was read of one file of an export. */
export interface PlayFile {
  /** Of its uncompressed bytes: the same file in a zip and beside it is one file. */
  sha256: string
  form: PlayForm
  rows: number
  left_out: LeftOutCounts
}

export function addCount(counts: LeftOutCounts, reason: LeftOutReason, by = 1): void {
  if (by > 0) counts[reason] = (counts[reason] ?? 0) + by
}
