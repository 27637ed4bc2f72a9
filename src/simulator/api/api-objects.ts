import type { Artist } from '../world/artists.ts'
import { markets } from '../world/markets.ts'
import type { Track, TrackAlbum } from '../world/tracks.ts'

/** Reserved host names, so that no link of an invented song leads to a real one. */
const api = 'https://api.spotify.example/v1'
const open = 'https://open.spotify.example'

/** The fields that every object of Spotify's Web API has. */
export function referenceTo(type: string, id: string) {
  return {
    external_urls: { spotify: `${open}/${type}/${id}` },
    href: `${api}/${type}s/${id}`,
    id,
    type,
    uri: `spotify:${type}:${id}`,
  }
}

/** A track as an app with extended quota gets it; `popularity` is 0 to 100. */
export function trackObject(track: Track, popularity: number) {
  const { linked_from } = track
  return {
    album: albumObject(track.album),
    artists: track.artists.map(artistObject),
    available_markets: markets,
    disc_number: 1,
    duration_ms: track.duration_ms,
    episode: false,
    explicit: track.explicit,
    external_ids: { isrc: track.isrc },
    ...referenceTo('track', track.track_id),
    is_local: false,
    ...(linked_from === null ? {} : { is_playable: true, linked_from: referenceTo('track', linked_from) }),
    name: track.name,
    popularity,
    preview_url: null,
    track: true,
    track_number: track.track_number,
  }
}

export type TrackObject = ReturnType<typeof trackObject>

function albumObject(album: TrackAlbum) {
  return {
    album_type: album.type,
    artists: album.artists.map(artistObject),
    available_markets: markets,
    ...referenceTo('album', album.album_id),
    images: imageObjects(album.image),
    name: album.name,
    release_date: album.release_date,
    release_date_precision: album.release_date_precision,
    total_tracks: album.total_tracks,
  }
}

function artistObject({ id, name }: Artist) {
  return { ...referenceTo('artist', id), name }
}

/** The images of an album or playlist in Spotify's three sizes. */
export function imageObjects(hex: string) {
  const sizes = [640, 300, 64]
  return sizes.map((size) => ({
    height: size,
    url: `https://image.spotify.example/image/ab67616d0000b273${hex}/${size}`,
    width: size,
  }))
}

/** The remaining fields of a track that was taken down. */
export function removedTrackObject(track: TrackObject) {
  const various = artistObject({ id: '0000000000000000000000', name: 'Various Artists' })
  return {
    ...track,
    album: {
      ...track.album,
      artists: [various],
      available_markets: [],
      images: [],
      name: '',
      release_date: '0000',
      release_date_precision: 'year',
    },
    artists: [{ ...various, name: '' }],
    available_markets: [],
    duration_ms: 0,
    external_ids: {},
    name: '',
    popularity: 0,
  }
}

/** A file on someone's disk, which has a name and no id. */
export function localTrackObject({ name, artists, duration_ms }: TrackObject) {
  const [artist] = artists
  const seconds = Math.floor(duration_ms / 1000)
  const parts = [artist?.name ?? '', '', name].map((part) => encodeURIComponent(part).replaceAll('%20', '+'))
  return {
    album: {
      album_type: null,
      artists: [],
      available_markets: [],
      external_urls: {},
      href: null,
      id: null,
      images: [],
      name: '',
      release_date: null,
      release_date_precision: null,
      type: 'album',
      uri: null,
    },
    artists: [{ external_urls: {}, href: null, id: null, name: artist?.name, type: 'artist', uri: null }],
    available_markets: [],
    disc_number: 0,
    duration_ms: seconds * 1000,
    explicit: false,
    external_ids: {},
    external_urls: {},
    href: null,
    id: null,
    is_local: true,
    name,
    popularity: 0,
    preview_url: null,
    track_number: 0,
    type: 'track',
    uri: `spotify:local:${parts.join(':')}:${seconds}`,
  }
}

/** An episode as clients that request tracks get it: with the show as its album. */
export function episodeObject(track: TrackObject) {
  const show = { ...referenceTo('show', track.album.id), name: `The ${track.album.name} Podcast` }
  return {
    ...track,
    album: {
      ...track.album,
      ...show,
      album_type: 'compilation',
      artists: [show],
      release_date: null,
      release_date_precision: null,
      total_tracks: 1,
    },
    artists: [show],
    disc_number: 0,
    duration_ms: track.duration_ms * 12,
    external_ids: {},
    ...referenceTo('episode', track.id),
    name: `Episode 12: ${track.name}`,
    popularity: 0,
    track_number: 0,
  }
}

/** A track as an app in development mode gets it: without popularity, markets, links between tracks and previews. */
export function withoutExtendedFields(track: Record<string, unknown>) {
  const { popularity, available_markets, linked_from, preview_url, ...kept } = track
  const { available_markets: alsoGone, ...album } = (kept.album ?? {}) as Record<string, unknown>
  return { ...kept, is_playable: true, album: { ...album, is_playable: true } }
}
