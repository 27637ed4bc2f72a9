import { UnreadableError } from '../../domain/errors.ts'
import { sha256 } from '../../domain/hash.ts'
import { isoDate } from '../../domain/time.ts'
import { isOpenName } from '../artist-cells.ts'
import { getChartSettings, getFetchedAt } from '../raw/chart-settings.ts'
import type { ListenSettings, RawHeader, RawSnapshot } from '../raw/raw-object.ts'
import type { Album, ChartIssue, Entry, Song } from '../source.ts'
import { nameAlbumId, nameArtistId } from '../text-ids.ts'
import { type CountedIssue, type CountedPlays, countPlays } from './count-plays.ts'
import type { PlayedSong } from './play.ts'
import type { PlaySet } from './play-set.ts'
import { decodePlays } from './plays-body.ts'

/** Counts the plays of a raw object into the issues of its chart, oldest first. Throws `UnreadableError` for other bodies. */
export function* readListens({ header, bodies }: RawSnapshot): Generator<ChartIssue> {
  const set = decodePlays(bodies)
  yield* createIssues(header, set, countHeaderPlays(header, set))
}

/** The counts of plays by the settings of a header. */
export function countHeaderPlays(header: RawHeader, set: PlaySet): CountedPlays {
  return countPlays(set, header.settings.cadence, requireSettings(header))
}

/** The issues of counted plays. */
export function* createIssues(header: RawHeader, set: PlaySet, counted: CountedPlays): Generator<ChartIssue> {
  const { size, least_plays } = requireSettings(header)
  const { chart } = header
  if (chart === null) throw new UnreadableError('plays without a chart')
  const songs = new Map<number, Song>()
  const readSong = (index: number): Song => {
    const { key, spelling } = counted.songs[index] as CountedPlays['songs'][number]
    const song = songs.get(index) ?? createSong(key, set.songs[spelling] as PlayedSong)
    songs.set(index, song)
    return song
  }
  for (const { day, counts } of counted.issues) {
    const items = [...rankCounts(counts, size, least_plays)].map(({ position, song, plays }) =>
      createEntry(position, readSong(song), plays),
    )
    if (items.length === 0) continue
    const chart_date = isoDate(day)
    yield {
      chart,
      chart_date,
      fetched_at: getFetchedAt(header, chart_date),
      settings: getChartSettings(header, chart, null),
      chart_size: size,
      complete: true,
      credits_complete: !items.some(({ song }) => hasOpenName(song)),
      source_version: null,
      source_url: null,
      items,
    }
  }
}

/** Equal plays share a position and the next one leaves a gap: 1, 2, 2, 4. A tie at the last position is not cut. */
function* rankCounts(counts: CountedIssue['counts'], size: number, least_plays: number) {
  let position = 0
  let before = Number.NaN
  for (const [index, { song, plays }] of counts.entries()) {
    if (plays !== before) position = index + 1
    before = plays
    if (position > size || plays < least_plays) return
    yield { position, song, plays }
  }
}

function requireSettings({ listens }: RawHeader): ListenSettings {
  if (listens === undefined) throw new UnreadableError('plays without the settings of a chart')
  return listens
}

function createEntry(position: number, song: Song, plays: number): Entry {
  return {
    position,
    song,
    added_at: null,
    metric: plays,
    metric_name: 'plays',
    source_previous_position: null,
    source_peak_position: null,
    source_issues_on_chart: null,
  }
}

function createSong(key: string, { title, artists, album, url, isrc }: PlayedSong): Song {
  const song: Song = {
    song_id: `text:${sha256(key).slice(0, 32)}`,
    song_name: title,
    duration_ms: null,
    explicit: null,
    isrc,
    linked_from_id: null,
    label: null,
    popularity: null,
    url,
    album: album === null ? null : createAlbum(album, artists.join(', ')),
    artists: [...new Set(artists)].map((artist_name) => ({
      artist_id: nameArtistId(artist_name),
      artist_name,
      url: null,
    })),
  }
  return artists.length === 1
    ? { ...song, credit_text: artists[0] as string }
    : { ...song, credit_list: JSON.stringify(artists) }
}

function createAlbum(album_name: string, artist: string): Album {
  return {
    album_id: nameAlbumId(album_name, artist),
    album_name,
    album_type: null,
    release_date: null,
    release_date_precision: null,
    total_tracks: null,
    upc: null,
    url: null,
    lead_artist_id: null,
  }
}

function hasOpenName({ artists, credit_text }: Song): boolean {
  return artists.some(({ artist_name }) => isOpenName(artist_name ?? '', credit_text !== undefined))
}
