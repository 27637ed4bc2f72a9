import { type Artist, describeArtist, someArtist } from './artists.ts'
import { type Day, toDate } from './days.ts'
import { artistName, holidayTitle, titleIn, withGuests } from './invented-names.ts'
import { drawHex, drawId, type Random, random } from './random.ts'
import type { Song } from './songs.ts'

/** A song as a chart shows it on a day, before anybody's format. */
export interface Track {
  track_id: string
  /** The track that was asked for where another one is played in its place; null: none. */
  linked_from: string | null
  name: string
  artists: Artist[]
  duration_ms: number
  explicit: boolean
  isrc: string
  track_number: number
  album: TrackAlbum
}

export interface TrackAlbum {
  album_id: string
  name: string
  type: 'single' | 'album'
  artists: Artist[]
  release_date: string
  release_date_precision: 'year' | 'month' | 'day'
  total_tracks: number
  /** Hex digits of its picture. */
  image: string
}

const known = new Map<number, Map<string, Track>>()

/**
 * The track that stands for a song on that day in that market (null: the world). It is another track, on another
 * album, once the label has switched; it stays the same recording, most often with the same ISRC.
 */
export function createTrack(
  seed: number,
  song: Song,
  { day, market }: { day: Day; market: string | null },
): Track {
  const edition = song.switched !== null && day >= song.switched ? 1 : 0
  const tracks = known.get(seed) ?? new Map<string, Track>()
  known.set(seed, tracks)
  const key = `${song.key}/${edition}`
  const track = tracks.get(key) ?? describe(seed, song, edition)
  tracks.set(key, track)
  return market !== null && isRelinked(seed, song, market) ? relink(seed, track, market) : track
}

/** Whether that market plays another track in the place of a song's own. */
function isRelinked(seed: number, song: Song, market: string): boolean {
  return random(seed, 'relinked', song.key, market).chance(0.006)
}

function relink(seed: number, track: Track, market: string): Track {
  return { ...track, track_id: drawId(seed, 'track', track.track_id, market), linked_from: track.track_id }
}

function describe(seed: number, song: Song, edition: 0 | 1): Track {
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
  if (song.original !== null) return versionTitle(draws, song, createTitle(seed, song.original))
  const title = song.kind === 'holiday' ? holidayTitle(draws) : titleIn(draws, song.home.tongue)
  return draws.chance(0.5) ? withGuests(title, guests) : title
}

function versionTitle(draws: Random, { home, release }: Song, title: string): string {
  const remixer = () => artistName(random('remixer', someArtist(draws, home, release).number), home.tongue)
  const versions = [
    () => `${title} - Acoustic`,
    () => `${title} - Sped Up Version`,
    () => `${title} - Live from the ${titleIn(draws, 'english')} Tour`,
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
  const title = isAlbum ? titleIn(draws, song.home.tongue) : name
  const released = edition === 1 && song.kind === 'release' ? (song.switched ?? song.release) : song.release
  return {
    album_id: drawId(seed, 'album', key),
    name: edition === 1 && draws.chance(0.3) ? `${title} (Deluxe)` : title,
    type: isAlbum ? 'album' : 'single',
    artists: isAlbum ? artists.slice(0, 1) : artists,
    ...releaseDate(draws, song, released),
    total_tracks: song.album?.of ?? (isAlbum ? 9 + draws.whole(10) : 1 + draws.whole(2)),
    image: drawHex(24, seed, key),
  }
}

/** Old catalogues often know no more than the year, or the month. */
function releaseDate(
  draws: Random,
  { kind }: Song,
  day: Day,
): Pick<TrackAlbum, 'release_date' | 'release_date_precision'> {
  const date = toDate(day)
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
  return `${home.market.toUpperCase()}${letter()}${letter()}${draws.whole(10)}${toDate(release).slice(2, 4)}${digits}`
}
