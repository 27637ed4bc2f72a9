import { addresses } from '../addresses.ts'
import { readArtistEntries, readArtistNames, readNamedSongs } from '../data/artist-entries.ts'
import { viewArtist } from '../data/artist-view.ts'
import { readUncertainIssues } from '../data/chart-issues.ts'
import { groupRows } from '../data/group-rows.ts'
import { readSongCredits } from '../data/song-entries.ts'
import type { PageKind } from '../page.ts'
import { createArtistPage } from '../pages/artist-page.tsx'
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
  const entries = await readArtistEntries(site.warehouse, source, artists)
  if (entries.length === 0) return
  const songs = [...new Set(entries.flatMap(({ song_id, recording_id }) => [song_id, recording_id]))]
  const facts = {
    names: await readNamedSongs(site.warehouse, source, songs),
    credits: await readSongCredits(site.warehouse, source, songs),
    uncertain,
  }
  const names = await readArtistNames(site.warehouse, source, artists)
  const byArtist = groupRows(entries, ({ artist_id }) => artist_id)
  for (const artist_id of artists) {
    const address = addresses.artist(source, artist_id)
    const { name = null, url = null } = names.get(artist_id) ?? {}
    const view = viewArtist(
      site,
      { source, artist_id, artist: name ?? artist_id, url },
      byArtist.get(artist_id) ?? [],
      facts,
    )
    if (address !== null && view !== null) yield createArtistPage(view, address)
  }
}
