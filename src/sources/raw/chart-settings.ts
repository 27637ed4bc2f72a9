import { getOwn } from '../../domain/own-value.ts'
import type { IssueSettings, RawHeader } from './raw-object.ts'

/** The settings of one of the charts in a file; `name` is what the file calls it. */
export function getChartSettings(
  header: RawHeader,
  chart: string,
  name: string | null,
): IssueSettings & { chart_name: string } {
  const settings = getOwn(header.charts, chart) ?? header.settings
  return { ...settings, chart_name: name ?? settings.chart_name ?? chart }
}

/** When an issue was fetched: what was stated for the whole file, else for the issue, else its first instant. */
export function getFetchedAt(header: RawHeader, chart_date: string, stated: string | null = null): string {
  return header.fetched_at ?? stated ?? `${chart_date}T00:00:00.000Z`
}

/** The slug of the chart that the header names for the file, or for a playlist of it; null where it names none. */
export function getHeaderChart(header: RawHeader, playlist_id: string | null): string | null {
  if (header.chart !== null || playlist_id === null) return header.chart
  return getOwn(header.playlists ?? {}, playlist_id) ?? null
}
