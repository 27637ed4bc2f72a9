import { sha256 } from '../../../domain/hash.ts'
import { addresses } from '../../addresses.ts'
import { readArtistAlbums, readCollaborators } from '../../data/artists/artist-names.ts'
import { readArtistPositions } from '../../data/artists/artist-positions.ts'
import { type ChartIssueRow, readChartIssues } from '../../data/chart-issues.ts'
import { toDate } from '../../data/epoch-days.ts'
import { groupRows } from '../../data/group-rows.ts'
import type { PageEntry, PageKind } from '../../page.ts'
import { createArtistPage } from '../../pages/artists/artist-page.tsx'
import type { Site, SiteChart } from '../../site.ts'
import { type ArtistBatch, partArtists, viewArtists } from './artist-batches.ts'
import { readArtistRecords, readRecordVersions } from './artist-records.ts'

/** One page for each artist with a song on a chart. */
export const artistPages: PageKind = {
  name: 'artist',
  pattern: '/artists/:source/:artist/',
  async list(site, { artists }) {
    const entries: PageEntry[] = []
    for (const [source, own] of artists) {
      const records = await readRecordVersions(site, source)
      for (const [artist, figures] of own) {
        const address = addresses.artist(source, artist)
        const version = sha256(figures, records.get(artist) ?? '').slice(0, 16)
        if (address !== null) entries.push({ parts: { source, artist }, address, version })
      }
    }
    return entries
  },
  async *read(site, wanted) {
    const issues = new Map<SiteChart, ChartIssueRow[]>()
    for await (const batch of partArtists(site, wanted)) yield* readArtists(site, batch, issues)
  },
}

async function* readArtists(site: Site, batch: ArtistBatch, issues: Map<SiteChart, ChartIssueRow[]>) {
  const { warehouse } = site
  const { source, artists } = batch
  const albums = groupRows(await readArtistAlbums(warehouse, source, artists), readId)
  const collaborators = groupRows(await readCollaborators(warehouse, source, artists), readId)
  const positions = groupRows(await readArtistPositions(warehouse, source, artists), readId)
  for await (const { artist_id, view } of viewArtists(site, batch, 'whole')) {
    const address = addresses.artist(source, artist_id)
    const main = view.charts[0]?.chart
    if (address === null || main === undefined) continue
    const known = issues.get(main) ?? (await readChartIssues(warehouse, main))
    issues.set(main, known)
    const rows = positions.get(artist_id) ?? []
    const own = rows
      .filter(({ chart }) => chart === main.chart)
      .map(({ chart_days, position, songs }) => ({ chart_date: toDate(chart_days), position, songs }))
    const [from = '', to = ''] = [own[0]?.chart_date, own.at(-1)?.chart_date]
    const details = {
      albums: (albums.get(artist_id) ?? []).map(({ album_id, album_name, release_date, songs }) => ({
        album_id,
        album: album_name ?? album_id,
        release_date,
        songs,
      })),
      collaborators: (collaborators.get(artist_id) ?? []).map(
        ({ other_id, other_name, songs, peak_position, is_censored }) => ({
          artist_id: other_id,
          artist: other_name ?? other_id,
          songs,
          peak_position,
          censored: is_censored,
        }),
      ),
      records: await readArtistRecords(site, artist_id, view.charts),
      positions: own,
      issues: known.filter(({ chart_date }) => chart_date >= from && chart_date <= to),
      years: [...new Set(rows.map(({ chart_days }) => toDate(chart_days).slice(0, 4)))].sort(),
    }
    yield createArtistPage(view, details, address)
  }
}

const readId = ({ artist_id }: { artist_id: string }) => artist_id
