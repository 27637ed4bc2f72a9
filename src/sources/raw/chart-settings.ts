import { getOwn } from '../../domain/own-value.ts'
import { findNamedScope, readRegion } from './named-scope.ts'
import type { IssueSettings, RawHeader } from './raw-object.ts'

/**
 * The settings of one of the charts in a file; `name` is what the file calls it, `region` the region that its rows name.
 * Where no scope is configured, it follows from the region, else from the names of chart and file.
 */
export function getChartSettings(
  header: RawHeader,
  chart: string,
  name: string | null,
  region: string | null = null,
): IssueSettings & { chart_name: string } {
  const settings = getOwn(header.charts, chart) ?? header.settings
  const chart_name = name ?? settings.chart_name ?? chart
  if (settings.scope !== 'other') return { ...settings, chart_name }
  // A file of many charts has no name of one of them.
  const file = header.chart === null ? null : header.file_name
  const found = readRegion(region ?? '') ?? findNamedScope([chart_name, chart, withoutEnding(file)])
  return { ...settings, ...found, chart_name }
}

/** The name of a file without `.csv`, `.json` and the like. */
function withoutEnding(file: string | null): string | null {
  return file?.replace(/(?:\.(?:csv|tsv|txt|json|ndjson|jsonl|gz))+$/i, '') ?? null
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
