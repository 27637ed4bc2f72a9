import type { Album, Artist, Song } from '../../sources/source.ts'
import type { CreditDeriver } from '../credits/derive-credits.ts'
import {
  albumRow,
  artistRow,
  creditRow,
  type Provenance,
  type SnapshotRows,
  songRow,
  textCreditRow,
} from './table-rows.ts'

/** The songs, albums and artists that a raw object has rows of so far, chart by chart. */
export interface Catalogue {
  /** Adds the rows of a song, its album and its credits, except those that exist already without a change. */
  add(rows: SnapshotRows, song: Song, provenance: Provenance): void
}

interface ChartCatalogue {
  chart_date: string
  songs: Map<string, Song>
  albums: Map<string, Album>
  artists: Map<string, Artist>
  /** Ids that already occurred on the current chart date: the first occurrence on a date counts. */
  seen: Set<unknown>
}

/** An empty catalogue. */
export function createCatalogue(deriveCredits: CreditDeriver): Catalogue {
  const charts = new Map<string, ChartCatalogue>()
  return {
    add(rows, song, provenance) {
      const catalogue = getChartCatalogue(charts, provenance)
      if (catalogue.songs.get(song.song_id) === song) return
      if (!markSeen(catalogue, `song ${song.song_id}`)) return
      const before = catalogue.songs.get(song.song_id)
      addSong(rows, catalogue, song, provenance)
      if (song.album !== null) addAlbum(rows, catalogue, song.album, provenance)
      for (const artist of song.artists) addArtist(rows, catalogue, artist, provenance)
      const { credit_text, credit_list } = song
      const credit = credit_text ?? credit_list
      if (credit === undefined) return
      if (credit_text === before?.credit_text && credit_list === before?.credit_list) return
      const { credits, artists } = deriveCredits(credit, credit_text === undefined ? 'list' : 'text')
      credits.forEach((credit, index) => {
        rows.text_credits.push(textCreditRow(song.song_id, credit, index + 1, provenance))
      })
      for (const artist of artists) addArtist(rows, catalogue, artist, provenance)
    },
  }
}

function getChartCatalogue(
  charts: Map<string, ChartCatalogue>,
  { chart, chart_date }: Provenance,
): ChartCatalogue {
  let catalogue = charts.get(chart)
  if (catalogue === undefined) {
    catalogue = { chart_date, songs: new Map(), albums: new Map(), artists: new Map(), seen: new Set() }
    charts.set(chart, catalogue)
  }
  if (catalogue.chart_date !== chart_date) {
    catalogue.chart_date = chart_date
    catalogue.seen.clear()
  }
  return catalogue
}

/** True the first time that an id occurs on a chart date. */
function markSeen(catalogue: ChartCatalogue, id: string): boolean {
  if (catalogue.seen.has(id)) return false
  catalogue.seen.add(id)
  return true
}

function addSong(rows: SnapshotRows, catalogue: ChartCatalogue, song: Song, provenance: Provenance) {
  const before = catalogue.songs.get(song.song_id)
  catalogue.songs.set(song.song_id, song)
  if (before === undefined || !isSameSong(before, song)) rows.songs.push(songRow(song, provenance))
  if (before === undefined || listCredits(before) !== listCredits(song)) {
    getCreditIds(song.artists).forEach((artist_id, index) => {
      rows.song_artists.push(creditRow(song.song_id, artist_id, index + 1, provenance))
    })
  }
}

function addAlbum(rows: SnapshotRows, catalogue: ChartCatalogue, album: Album, provenance: Provenance) {
  const before = catalogue.albums.get(album.album_id)
  if (before !== undefined && hasSameFields(before, album)) return
  if (!markSeen(catalogue, `album ${album.album_id}`)) return
  catalogue.albums.set(album.album_id, album)
  rows.albums.push(albumRow(album, provenance))
}

function addArtist(rows: SnapshotRows, catalogue: ChartCatalogue, artist: Artist, provenance: Provenance) {
  const before = catalogue.artists.get(artist.artist_id)
  if (before !== undefined && hasSameFields(before, artist)) return
  if (!markSeen(catalogue, `artist ${artist.artist_id}`)) return
  catalogue.artists.set(artist.artist_id, artist)
  rows.artists.push(artistRow(artist, provenance))
}

/** An artist who is credited twice on a song is one credit. */
function getCreditIds(artists: Artist[]): string[] {
  return [...new Set(artists.map(({ artist_id }) => artist_id))]
}

/** The credits as a text to compare. An id may contain any separator. */
function listCredits(song: Song): string {
  return JSON.stringify(getCreditIds(song.artists))
}

function isSameSong(a: Song, b: Song): boolean {
  const flat = (song: Song) => ({
    ...song,
    album: song.album?.album_id,
    artists: listCredits(song),
  })
  return hasSameFields(flat(a), flat(b))
}

function hasSameFields<T extends object>(a: T, b: T): boolean {
  return a === b || (Object.keys(a) as (keyof T)[]).every((field) => a[field] === b[field])
}
