import type { Result } from '../../../warehouse/warehouse.ts'
import type { ArtistView } from './artist-view.ts'

/** An artist as JSON. */
export function describeArtist({
  source,
  artist_id,
  artist,
  url,
  charts,
  albums,
  collaborators,
}: ArtistView) {
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
    albums,
    collaborators,
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
