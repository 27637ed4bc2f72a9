import { addresses } from '../addresses.ts'
import {
  readArtistAlbums,
  readArtistNames,
  readCollaborators,
  readNamedSongs,
} from '../data/artists/artist-names.ts'
import { readArtistIssues, readArtistSongs } from '../data/artists/artist-songs.ts'
import { viewArtist } from '../data/artists/artist-view.ts'
import { readUncertainIssues } from '../data/chart-issues.ts'
import { groupRows } from '../data/group-rows.ts'
import { readSongCredits } from '../data/song-entries.ts'
import type { PageKind } from '../page.ts'
import { createArtistPage } from '../pages/artists/artist-page.tsx'
import { listSources, type Site } from '../site.ts'

/** Artists whose entries are in memory at once. */
const artistsAtOnce = 150

/** One page for each artist with a song on a chart. */
export const artistPages: PageKind = {
  name: 'artist',
  pattern: '/artists/:source/:artist/',
  async list(_site, { artists }) {
    return [...artists].flatMap(([source, own]) =>
      [...own].flatMap(([artist, version]) => {
        const address = addresses.artist(source, artist)
        return address === null ? [] : [{ parts: { source, artist }, address, version }]
      }),
    )
  },
  async *read(site, wanted) {
    const sources = listSources(site)
    for (const [source, parts] of groupRows(wanted, (each) => each.source ?? '')) {
      if (!sources.includes(source)) continue
      const uncertain = await readUncertainIssues(site.warehouse, source)
      for (let start = 0; start < parts.length; start += artistsAtOnce) {
        const artists = parts.slice(start, start + artistsAtOnce).map(({ artist = '' }) => artist)
        yield* readArtists(site, source, artists, uncertain)
      }
    }
  },
}

async function* readArtists(site: Site, source: string, artists: string[], uncertain: Set<string>) {
  const { warehouse } = site
  const songs = await readArtistSongs(warehouse, source, artists)
  if (songs.length === 0) return
  const issues = await readArtistIssues(warehouse, source, artists)
  const recordings = songs.map(({ recording_id }) => recording_id)
  const ids = [...new Set([...recordings, ...issues.map(({ first_song_id }) => first_song_id)])]
  const shared = {
    names: await readNamedSongs(warehouse, source, ids),
    credits: await readSongCredits(warehouse, source, ids),
    uncertain,
  }
  const names = await readArtistNames(warehouse, source, artists)
  const own = {
    songs: groupRows(songs, readId),
    issues: groupRows(issues, readId),
    albums: groupRows(await readArtistAlbums(warehouse, source, artists), readId),
    collaborators: groupRows(await readCollaborators(warehouse, source, artists), readId),
  }
  for (const artist_id of artists) {
    const address = addresses.artist(source, artist_id)
    const { name = null, url = null } = names.get(artist_id) ?? {}
    const view = viewArtist(
      site,
      { source, artist_id, artist: name ?? artist_id, url },
      {
        ...shared,
        songs: own.songs.get(artist_id) ?? [],
        issues: own.issues.get(artist_id) ?? [],
        albums: (own.albums.get(artist_id) ?? []).map(
          ({ album_id, album_name, release_date, songs: count }) => ({
            album_id,
            album: album_name ?? album_id,
            release_date,
            songs: count,
          }),
        ),
        collaborators: (own.collaborators.get(artist_id) ?? []).map(
          ({ other_id, other_name, songs: count }) => ({
            artist_id: other_id,
            artist: other_name ?? other_id,
            songs: count,
          }),
        ),
      },
    )
    if (address !== null && view !== null) yield createArtistPage(view, address)
  }
}

const readId = ({ artist_id }: { artist_id: string }) => artist_id
