import { readArtistNames, readNamedSongs } from '../../data/artists/artist-names.ts'
import { type PeriodLength, readArtistIssues, readArtistSongs } from '../../data/artists/artist-songs.ts'
import { type ArtistView, type FigureFacts, viewArtist } from '../../data/artists/artist-view.ts'
import { readUncertainIssues } from '../../data/chart-issues.ts'
import { groupRows } from '../../data/group-rows.ts'
import { readSongCredits } from '../../data/song-entries.ts'
import type { AddressParts } from '../../page.ts'
import { listSources, type Site } from '../../site.ts'

/** Artists whose entries are in memory at once. */
const artistsAtOnce = 200

/** Artists of a source that are read together. */
export interface ArtistBatch {
  source: string
  artists: string[]
  /** See `readUncertainIssues`. */
  uncertain: Set<string>
}

/** The wanted artists in parts. */
export async function* partArtists(site: Site, wanted: AddressParts[]): AsyncGenerator<ArtistBatch> {
  const sources = listSources(site)
  for (const [source, parts] of groupRows(wanted, (each) => each.source ?? '')) {
    if (!sources.includes(source)) continue
    const uncertain = await readUncertainIssues(site.warehouse, source)
    const artists = [...new Set(parts.map(({ artist = '' }) => artist))]
    for (let start = 0; start < artists.length; start += artistsAtOnce)
      yield { source, artists: artists.slice(start, start + artistsAtOnce), uncertain }
  }
}

/** The views of some artists, one for each period with an entry. */
export async function* viewArtists(
  site: Site,
  { source, artists, uncertain }: ArtistBatch,
  length: PeriodLength,
): AsyncGenerator<{ artist_id: string; period: number; view: ArtistView }> {
  const { warehouse } = site
  const songs = await readArtistSongs(warehouse, source, artists, length)
  if (songs.length === 0) return
  const issues = await readArtistIssues(warehouse, source, artists, length)
  const recordings = songs.map(({ recording_id }) => recording_id)
  const ids = [...new Set([...recordings, ...issues.map(({ first_song_id }) => first_song_id)])]
  const shared: Pick<FigureFacts, 'names' | 'credits' | 'uncertain'> = {
    names: await readNamedSongs(warehouse, source, ids),
    credits: await readSongCredits(warehouse, source, ids),
    uncertain,
  }
  const names = await readArtistNames(warehouse, source, artists)
  const songsByArtist = groupRows(songs, ({ artist_id }) => artist_id)
  const issuesByArtist = groupRows(issues, ({ artist_id }) => artist_id)
  for (const artist_id of artists) {
    const { name = null, url = null } = names.get(artist_id) ?? {}
    const own = groupRows(issuesByArtist.get(artist_id) ?? [], ({ period }) => period)
    for (const [period, rows] of groupRows(songsByArtist.get(artist_id) ?? [], (row) => row.period)) {
      const view = viewArtist(
        site,
        { source, artist_id, artist: name ?? artist_id, url },
        { ...shared, songs: rows, issues: own.get(period) ?? [] },
      )
      if (view !== null) yield { artist_id, period, view }
    }
  }
}
