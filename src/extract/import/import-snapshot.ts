import { UnreadableError } from '../../domain/errors.ts'
import { rawKey, snapshotId } from '../../domain/keys.ts'
import { contentHash, importId, type RawHeader, type RawSnapshot } from '../../sources/raw/raw-object.ts'
import { readers } from '../../sources/readers.ts'
import { instantInName } from './dates-in-names.ts'
import type { ImportedChart } from './import-report.ts'
import { type ImportContext, importSource, placeImport, settingsFor } from './placement.ts'

/** The raw object of a file, with all in its header that reading needs, and what its reader makes of it. */
export function createImportSnapshot(
  context: ImportContext,
  body: Uint8Array,
): { snapshot: RawSnapshot; charts: ImportedChart[] } {
  const draft = createImportHeader(context, body)
  const found = surveyIssues({ header: draft, bodies: [body] })
  const settings = Object.fromEntries(
    [...found].map(([chart, { dates }]) => [chart, settingsFor(context, chart, dates)]),
  )
  const charts = [...found.values()].map((each) => each.chart)
  const header: RawHeader = {
    ...draft,
    ...(draft.chart === null ? { charts: settings } : { settings: settings[draft.chart] ?? draft.settings }),
    complete: charts.some(({ issues, incomplete }) => incomplete < issues),
  }
  return { snapshot: { header, bodies: [body] }, charts }
}

function createImportHeader(context: ImportContext, body: Uint8Array): RawHeader {
  const { name, format, options, config } = context
  const { chart, chart_date, playlists } = placeImport(context)
  return {
    format: 1,
    reader: format.reader,
    source: importSource(context),
    chart,
    chart_date,
    fetched_at: fetchedAt(context, chart_date),
    identity: options.identity ?? 'id',
    settings: settingsFor(context, chart ?? '', []),
    charts: {},
    ...(Object.keys(playlists).length === 0 ? {} : { playlists }),
    unsplit_artists: config.unsplit_artists,
    complete: true,
    file_name: name,
    pages: [{ url: null, status: null, bytes: body.length }],
  }
}

/** Never the clock: the same file imported again is the same snapshot. */
function fetchedAt({ name, format, options }: ImportContext, chart_date: string | null): string | null {
  if (options.fetched_at !== undefined) return options.fetched_at
  const statesOwn = format.reader === 'chart-ndjson' && format.states_instants
  const named = statesOwn ? null : instantInName(name)
  return named ?? (chart_date === null ? null : `${chart_date}T00:00:00.000Z`)
}

/** Reads a draft to the end: only what can be read is stored, and the dates of a chart tell its cadence. */
function surveyIssues(raw: RawSnapshot): Map<string, { chart: ImportedChart; dates: string[] }> {
  const found = new Map<string, { chart: ImportedChart; dates: string[] }>()
  for (const { chart, chart_date, complete, items } of readers[raw.header.reader]?.(raw) ?? []) {
    const first = {
      chart,
      first_date: chart_date,
      last_date: chart_date,
      issues: 0,
      incomplete: 0,
      entries: 0,
      rejects: 0,
    }
    const { chart: sums, dates } = found.get(chart) ?? { chart: first, dates: [] }
    found.set(chart, { chart: sums, dates })
    dates.push(chart_date)
    if (chart_date < sums.first_date) sums.first_date = chart_date
    if (chart_date > sums.last_date) sums.last_date = chart_date
    sums.issues++
    if (!complete) sums.incomplete++
    for (const item of items) {
      if ('song' in item) sums.entries++
      else sums.rejects++
    }
  }
  if ([...found.values()].every(({ chart }) => chart.entries + chart.rejects === 0)) {
    throw new UnreadableError('the chart has no songs')
  }
  return found
}

/** The raw key of an import, without its stage: one issue is a snapshot of it, many are an import. */
export function importRawKey({ header, bodies }: RawSnapshot): string {
  const { source, chart, chart_date, fetched_at } = header
  const raw = { header, bodies }
  return chart === null || chart_date === null || fetched_at === null
    ? rawKey({ source, import_id: importId(raw) })
    : rawKey({ source, chart, chart_date, snapshot_id: snapshotId(fetched_at, contentHash(raw)) })
}
