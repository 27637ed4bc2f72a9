import { toDay } from '../world/days.ts'
import { drawHex } from '../world/random.ts'
import { simulatedCharts } from '../world/simulated-charts.ts'
import { createTrack, type Track } from '../world/tracks.ts'
import { getWorld } from '../world/world.ts'

/** A simulated answer of another source than Spotify. A null body has no content. */
export interface OtherAnswer {
  status: number
  body: unknown
}

interface WorldAt {
  seed: number
  /** ISO instant. */
  instant: string
}

const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 24 * HOUR_MS

/** Hours after midnight (UTC) at which a feed of Apple Music shows the new day. */
const FEED_HOUR = 5

/** Hours after the end of a week until ListenBrainz has computed it. */
const WEEK_HOURS = 10

/** The most played songs of a storefront as Apple's feed has them. Before 05:00 it shows the day before. */
export function answerMostPlayed({ seed, instant }: WorldAt, country: string, size: number): OtherAnswer {
  const number = simulatedCharts.findIndex(({ market }) => market === country)
  if (number < 0) return { status: 404, body: null }
  if (size > 100) return { status: 500, body: null }
  const day = new Date(Date.parse(instant) - FEED_HOUR * HOUR_MS).toISOString().slice(0, 10)
  const id = `https://rss.marketingtools.apple.com/api/v2/${country}/music/most-played/${size}/songs.json`
  const updated = new Date(`${day}T0${FEED_HOUR}:00:00Z`).toUTCString().replace('GMT', '+0000')
  const results = listTracks(seed, number, day).slice(0, size).map(describeSong)
  return { status: 200, body: { feed: { title: 'Top Songs', id, country, updated, results } } }
}

function describeSong(track: Track) {
  const [artist] = track.artists
  const id = toNumber(track.track_id)
  return {
    artistName: track.artists.map(({ name }) => name).join(' & '),
    artistId: toNumber(artist?.id ?? ''),
    id,
    name: track.name,
    kind: 'songs',
    releaseDate: track.album.release_date,
    url: `https://music.apple.example/album/${toNumber(track.album.album_id)}?i=${id}`,
    // The feed's own spelling.
    ...(track.explicit ? { contentAdvisoryRating: 'Explict' } : {}),
  }
}

/**
 * The most listened recordings of the last whole week as ListenBrainz has them: 204 until it is computed, on Monday at
 * 10:00. Every third recording comes with two releases.
 */
export function answerSitewide(at: WorldAt): OtherAnswer {
  const end = findWeekEnd(at.instant)
  if (Date.parse(at.instant) - end < WEEK_HOURS * HOUR_MS) return { status: 204, body: null }
  const recordings = listWeek(at).flatMap((track, index) => {
    const listens = 90_000 - 700 * index
    const recording = {
      artist_mbids: track.artists.map(({ id }) => toMbid('artist', id)),
      artist_name: track.artists.map(({ name }) => name).join(', '),
      track_name: track.name,
      recording_mbid: toMbid('recording', track.track_id),
    }
    const onRelease = (kind: string, listen_count: number) => ({
      ...recording,
      release_name: `${track.album.name}${kind}`,
      release_mbid: toMbid('release', track.album.album_id, kind),
      listen_count,
    })
    const single = Math.floor(listens / 4)
    return index % 3 === 2
      ? [onRelease('', listens - single), onRelease(' (Single)', single)]
      : [onRelease('', listens)]
  })
  const sorted = recordings.sort((a, b) => b.listen_count - a.listen_count)
  const [from_ts, to_ts] = [(end - WEEK_MS) / 1000, end / 1000]
  const payload = { range: 'week', offset: 0, count: sorted.length, from_ts, to_ts, recordings: sorted }
  return { status: 200, body: { payload } }
}

/** Metadata of recordings of the same week, by MBID. Unknown recordings are left out. */
export function answerMetadata(at: WorldAt, mbids: unknown[]): OtherAnswer {
  const wanted = new Set(mbids)
  const known = listWeek(at).map(
    ({ track_id, isrc, duration_ms }) =>
      [toMbid('recording', track_id), { recording: { isrcs: [isrc], length: duration_ms } }] as const,
  )
  return { status: 200, body: Object.fromEntries(known.filter(([mbid]) => wanted.has(mbid))) }
}

/** The last Monday at 00:00 UTC, in milliseconds since 1970. */
function findWeekEnd(instant: string): number {
  const midnight = Date.parse(instant.slice(0, 10))
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7
  return midnight - sinceMonday * 24 * HOUR_MS
}

function listWeek({ seed, instant }: WorldAt): Track[] {
  const sunday = new Date(findWeekEnd(instant) - 24 * HOUR_MS).toISOString().slice(0, 10)
  return listTracks(seed, 0, sunday)
}

function listTracks(seed: number, chart: number, date: string): Track[] {
  const day = toDay(date)
  const market = simulatedCharts[chart]?.market ?? null
  return getWorld(seed)
    .ranking(chart, day)
    .map(({ song }) => createTrack(seed, song, { day, market }))
}

/** Apple's ids are numbers as text. */
function toNumber(id: string): string {
  return String(Number.parseInt(drawHex(12, 'apple', id), 16))
}

function toMbid(...parts: string[]): string {
  return drawHex(32, ...parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
