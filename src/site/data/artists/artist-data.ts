import type { Result } from '../../../warehouse/warehouse.ts'
import type { ArtistDetails, ArtistView } from './artist-view.ts'

/** An artist as JSON. */
export function describeArtist(view: ArtistView, details: ArtistDetails) {
  const { albums, collaborators, records, positions, years } = details
  return {
    ...describeFigures(view),
    years,
    positions,
    records: records.map(({ chart, ...record }) => ({ chart: chart.chart, ...record })),
    albums,
    collaborators,
  }
}

/** The figures of an artist by chart as JSON. */
export function describeFigures({ source, artist_id, artist, url, charts }: ArtistView) {
  return {
    source,
    artist_id,
    artist,
    url,
    charts: charts.map(({ chart, songs, ...totals }) => ({
      chart: chart.chart,
      chart_name: chart.chart_name,
      ...totals,
      songs: songs.map(({ credits: _, ...song }) => song),
    })),
  }
}

const csvColumns = [
  'song',
  'artists',
  'debut_date',
  'debut_position',
  'peak_position',
  'peak_date',
  'issues_at_peak',
  'issues',
  'issues_at_one',
  'points',
  'runs',
  'last_date',
  'on_chart',
  'censored',
  'recording_id',
] as const

/** The songs of an artist as a table. */
export function listArtistSongs({ charts }: ArtistView): Result {
  return {
    columns: ['chart', ...csvColumns],
    rows: charts.flatMap(({ chart, songs }) =>
      songs.map((song) => ({
        chart: chart.chart,
        ...Object.fromEntries(csvColumns.map((column) => [column, song[column]])),
      })),
    ),
  }
}
