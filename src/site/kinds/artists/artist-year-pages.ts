import { addresses } from '../../addresses.ts'
import type { ArtistView } from '../../data/artists/artist-view.ts'
import { readArtistYearVersions } from '../../data/artists/artist-years.ts'
import type { PageEntry, PageKind } from '../../page.ts'
import { createArtistYearPage } from '../../pages/artists/artist-year-page.tsx'
import { listSources } from '../../site.ts'
import { partArtists, viewArtists } from './artist-batches.ts'

/** One page for each calendar year in which an artist had a song on a chart. */
export const artistYearPages: PageKind = {
  name: 'artist-year',
  pattern: '/artists/:source/:artist/:year/',
  async list(site) {
    const entries: PageEntry[] = []
    for (const source of listSources(site)) {
      for (const [artist, years] of await readArtistYearVersions(site, source)) {
        for (const [year, version] of years) {
          const address = addresses.artistYear(source, artist, year)
          if (address !== null) entries.push({ parts: { source, artist, year }, address, version })
        }
      }
    }
    return entries
  },
  async *read(site, wanted) {
    const shown = new Set(
      wanted.map(({ source = '', artist = '', year = '' }) => nameYear(source, artist, year)),
    )
    for await (const batch of partArtists(site, wanted)) {
      const byArtist = new Map<string, Map<string, ArtistView>>()
      for await (const { artist_id, period, view } of viewArtists(site, batch, 'year')) {
        const years = byArtist.get(artist_id) ?? new Map<string, ArtistView>()
        byArtist.set(artist_id, years.set(String(period), view))
      }
      for (const [artist, views] of byArtist) {
        const years = [...views.keys()].sort()
        for (const [index, year] of years.entries()) {
          const address = addresses.artistYear(batch.source, artist, year)
          const view = views.get(year)
          if (address === null || view === undefined || !shown.has(nameYear(batch.source, artist, year)))
            continue
          const beside = { before: years[index - 1] ?? null, after: years[index + 1] ?? null }
          yield createArtistYearPage({ view, year, ...beside }, address)
        }
      }
    }
  },
}

const nameYear = (...parts: string[]) => JSON.stringify(parts)
