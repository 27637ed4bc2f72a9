import { isoDate } from '../../domain/time.ts'
import { type Artist, describeArtist, drawArtist } from './artists.ts'
import type { Day } from './days.ts'
import { addGuests, drawArtistName, drawHolidayTitle, drawTitle } from './invented-names.ts'
import { drawHex, drawId, type Random, random } from './random.ts'
import type { Song } from './songs.ts'

/** A song as a chart shows it on a day, independent of the format of a response. */
export interface Track {
  track_id: string
  /** The original track, if a market plays this one instead; otherwise null. */
  linked_from: string | null
  name: string
  artists: Artist[]
  duration_ms: number
  explicit: boolean
  isrc: string
  track_number: number
  album: TrackAlbum
}

/** The album of a track. */
export interface TrackAlbum {
  album_id: string
  name: string
  type: 'single' | 'album'
  artists: Artist[]
  release_date: string
  release_date_precision: 'year' | 'month' | 'day'
  total_tracks: number
  /** Hex digits of the id of its image. */
  image: string
}

/** Module state: seed → song and edition → track, for the life of the process. */
const cache = new Map<number, Map<string, Track>>()

/**
 * The track of a song on a day in a market (null: worldwide). After the label has moved the song, it is another track on
 * another album: the same recording, most often with the same ISRC.
 */
export function createTrack(
  seed: number,
  song: Song,
  { day, market }: { day: Day; market: string | null },
): Track {
  const edition = song.switched !== null && day >= song.switched ? 1 : 0
  const tracks = cache.get(seed) ?? new Map<string, Track>()
  cache.set(seed, tracks)
  const key = `${song.key}/${edition}`
  const track = tracks.get(key) ?? createOriginalTrack(seed, song, edition)
  tracks.set(key, track)
  return market !== null && isRelinked(seed, song, market) ? relink(seed, track, market) : track
}

/** Whether a market plays another track instead of the song's own. */
function isRelinked(seed: number, song: Song, market: string): boolean {
  return random(seed, 'relinked', song.key, market).chance(0.006)
}

function relink(seed: number, track: Track, market: string): Track {
  return { ...track, track_id: drawId(seed, 'track', track.track_id, market), linked_from: track.track_id }
}

function createOriginalTrack(seed: number, song: Song, edition: 0 | 1): Track {
  const draws = random(seed, 'words', song.key)
  const artists = song.artists.map((credit) => describeArtist(seed, credit))
  const name = createTitle(seed, song)
  const duration_ms = 118_000 + draws.whole(140_000)
  const explicit = draws.chance(0.3)
  const keepsIsrc = draws.chance(0.85)
  const album = createTrackAlbum(seed, song, { edition, name, artists })
  return {
    track_id: drawId(seed, 'track', song.key, edition),
    linked_from: null,
    name,
    artists,
    duration_ms,
    explicit,
    isrc: createIsrc(seed, song, keepsIsrc ? 0 : edition),
    track_number: song.album?.number ?? (edition === 0 ? 1 : 1 + draws.whole(album.total_tracks)),
    album,
  }
}

function createTitle(seed: number, song: Song): string {
  const draws = random(seed, 'title', song.key)
  const [, ...guests] = song.artists.map((credit) => describeArtist(seed, credit).name)
  if (song.original !== null) return createVersionTitle(draws, song, createTitle(seed, song.original))
  const title = song.kind === 'holiday' ? drawHolidayTitle(draws) : drawTitle(draws, song.home.language)
  return draws.chance(0.5) ? addGuests(title, guests) : title
}

function createVersionTitle(draws: Random, { home, release }: Song, title: string): string {
  const remixer = () =>
    drawArtistName(random('remixer', drawArtist(draws, home, release).number), home.language)
  const versions = [
    () => `${title} - Acoustic`,
    () => `${title} - Sped Up Version`,
    () => `${title} - Live from the ${drawTitle(draws, 'english')} Tour`,
    () => `${title} - ${remixer()} Remix`,
    () => `${title} (Remix)`,
  ]
  return draws.pick(versions)()
}

function createTrackAlbum(
  seed: number,
  song: Song,
  { edition, name, artists }: { edition: 0 | 1; name: string; artists: Artist[] },
): TrackAlbum {
  const key = song.album?.key ?? `${song.key}/album/${edition}`
  const draws = random(seed, 'album', key)
  const isAlbum = song.album !== null || edition === 1 || song.kind !== 'release'
  const title = isAlbum ? drawTitle(draws, song.home.language) : name
  const released = edition === 1 && song.kind === 'release' ? (song.switched ?? song.release) : song.release
  return {
    album_id: drawId(seed, 'album', key),
    name: edition === 1 && draws.chance(0.3) ? `${title} (Deluxe)` : title,
    type: isAlbum ? 'album' : 'single',
    artists: isAlbum ? artists.slice(0, 1) : artists,
    ...drawReleaseDate(draws, song, released),
    total_tracks: song.album?.of ?? (isAlbum ? 9 + draws.whole(10) : 1 + draws.whole(2)),
    image: drawHex(24, seed, key),
  }
}

/** For old songs, often only the year or the month is known. */
function drawReleaseDate(
  draws: Random,
  { kind }: Song,
  day: Day,
): Pick<TrackAlbum, 'release_date' | 'release_date_precision'> {
  const date = isoDate(day)
  const precision = kind === 'release' ? 0 : draws.next()
  if (precision > 0.5) return { release_date: date.slice(0, 4), release_date_precision: 'year' }
  if (precision > 0.35) return { release_date: date.slice(0, 7), release_date_precision: 'month' }
  return { release_date: date, release_date_precision: 'day' }
}

/** ISO 3901: country, registrant, year, five digits. */
function createIsrc(seed: number, { key, home, release }: Song, edition: 0 | 1): string {
  const draws = random(seed, 'isrc', key, edition)
  const letter = () => draws.pick([...'ABCDEFGHJKLMNPQRSTUVWXYZ'])
  const digits = String(draws.whole(100_000)).padStart(5, '0')
  return `${home.market.toUpperCase()}${letter()}${letter()}${draws.whole(10)}${isoDate(release).slice(2, 4)}${digits}`
}
