import type { Album, Artist, Song } from '../../sources/source.ts'
import { albumRow, artistRow, creditRow, type Provenance, type SnapshotRows, songRow } from './table-rows.ts'

/** What a raw object has said of songs, albums and artists so far, chart by chart. */
export interface Catalogue {
  /** Adds the rows of a song, its album and its credits, but those that are already there unchanged. */
  add(rows: SnapshotRows, song: Song, provenance: Provenance): void
}

interface Known {
  chart_date: string
  songs: Map<string, Song>
  albums: Map<string, Album>
  artists: Map<string, Artist>
  /** Ids that the current chart date has already said something of: the first word of a date counts. */
  said: Set<unknown>
}

export function createCatalogue(): Catalogue {
  const charts = new Map<string, Known>()
  return {
    add(rows, song, provenance) {
      const known = getChartCatalogue(charts, provenance)
      if (known.songs.get(song.song_id) === song) return
      if (!saidOnce(known, `song ${song.song_id}`)) return
      addSong(rows, known, song, provenance)
      if (song.album !== null) addAlbum(rows, known, song.album, provenance)
      for (const artist of song.artists) addArtist(rows, known, artist, provenance)
    },
  }
}

function getChartCatalogue(charts: Map<string, Known>, { chart, chart_date }: Provenance): Known {
  let known = charts.get(chart)
  if (known === undefined) {
    known = { chart_date, songs: new Map(), albums: new Map(), artists: new Map(), said: new Set() }
    charts.set(chart, known)
  }
  if (known.chart_date !== chart_date) {
    known.chart_date = chart_date
    known.said.clear()
  }
  return known
}

function saidOnce(known: Known, id: string): boolean {
  if (known.said.has(id)) return false
  known.said.add(id)
  return true
}

function addSong(rows: SnapshotRows, known: Known, song: Song, provenance: Provenance) {
  const before = known.songs.get(song.song_id)
  known.songs.set(song.song_id, song)
  const credits = creditIds(song.artists)
  if (before === undefined || !sameSong(before, song)) rows.songs.push(songRow(song, provenance))
  if (before === undefined || creditIds(before.artists).join() !== credits.join()) {
    credits.forEach((artist_id, index) => {
      rows.song_artists.push(creditRow(song.song_id, artist_id, index + 1, provenance))
    })
  }
}

function addAlbum(rows: SnapshotRows, known: Known, album: Album, provenance: Provenance) {
  const before = known.albums.get(album.album_id)
  if (before !== undefined && sameFields(before, album)) return
  if (!saidOnce(known, `album ${album.album_id}`)) return
  known.albums.set(album.album_id, album)
  rows.albums.push(albumRow(album, provenance))
}

function addArtist(rows: SnapshotRows, known: Known, artist: Artist, provenance: Provenance) {
  const before = known.artists.get(artist.artist_id)
  if (before !== undefined && sameFields(before, artist)) return
  if (!saidOnce(known, `artist ${artist.artist_id}`)) return
  known.artists.set(artist.artist_id, artist)
  rows.artists.push(artistRow(artist, provenance))
}

/** An artist credited twice on a song is one credit. */
function creditIds(artists: Artist[]): string[] {
  return [...new Set(artists.map(({ artist_id }) => artist_id))]
}

function sameSong(a: Song, b: Song): boolean {
  const flat = (song: Song) => ({
    ...song,
    album: song.album?.album_id,
    artists: creditIds(song.artists).join(),
  })
  return sameFields(flat(a), flat(b))
}

function sameFields<T extends object>(a: T, b: T): boolean {
  return a === b || (Object.keys(a) as (keyof T)[]).every((field) => a[field] === b[field])
}
