import { UnreadableError } from '../../domain/errors.ts'
import { rawKey, snapshotId } from '../../domain/keys.ts'
import type { IssueSummary } from '../../sources/file-format.ts'
import { contentHash, importId, type RawHeader, type RawSnapshot } from '../../sources/raw/raw-object.ts'
import { instantInName } from './dates-in-names.ts'
import type { ImportedChart } from './import-report.ts'
import { type ImportContext, placeImport, settingsFor } from './placement.ts'

/** The raw object of a file, with all that reading it needs in its header, and the charts in it. */
export function createImportSnapshot(
  context: ImportContext,
  body: Uint8Array,
): { snapshot: RawSnapshot; charts: ImportedChart[] } {
  const draft = createImportHeader(context, body)
  const found = sumByChart([...context.file.survey(draft)])
  const settings = new Map(
    [...found].map(([chart, { dates }]) => [chart, settingsFor(context, chart, dates)]),
  )
  const charts = [...found.values()].map(({ sums }) => sums)
  const header: RawHeader = {
    ...draft,
    ...(draft.chart === null
      ? { charts: Object.fromEntries(settings) }
      : { settings: settings.get(draft.chart) ?? draft.settings }),
    complete: charts.some(({ issues, incomplete }) => incomplete < issues),
  }
  return { snapshot: { header, bodies: [body] }, charts }
}

function createImportHeader(context: ImportContext, body: Uint8Array): RawHeader {
  const { name, file, options, config } = context
  const { chart, chart_date, playlists } = placeImport(context)
  return {
    format: 1,
    reader: file.reader,
    source: options.source ?? file.source,
    chart,
    chart_date,
    fetched_at: findFetchedAt(context, chart_date),
    identity: options.identity ?? 'id',
    settings: settingsFor(context, chart ?? '', []),
    charts: {},
    ...(Object.keys(playlists).length === 0 ? {} : { playlists }),
    unsplit_artists: config.unsplit_artists,
    ...file.header,
    complete: true,
    file_name: name,
    pages: [{ url: null, status: null, bytes: body.length }],
  }
}

/** Never the clock: the same file imported again is the same snapshot. */
function findFetchedAt({ name, file, options }: ImportContext, chart_date: string | null): string | null {
  if (options.fetched_at !== undefined) return options.fetched_at
  const named = file.states_instants ? null : instantInName(name)
  return named ?? (chart_date === null ? null : `${chart_date}T00:00:00.000Z`)
}

/** The sums of each chart, and its dates. Throws `UnreadableError` for a file without songs, or with too many ties. */
function sumByChart(issues: IssueSummary[]): Map<string, { sums: ImportedChart; dates: string[] }> {
  const found = new Map<string, { sums: ImportedChart; dates: string[] }>()
  for (const { chart, chart_date, complete, entries, rejects } of issues) {
    const { sums, dates } = found.get(chart) ?? { sums: emptySums(chart, chart_date), dates: [] }
    found.set(chart, { sums, dates })
    dates.push(chart_date)
    if (chart_date < sums.first_date) sums.first_date = chart_date
    if (chart_date > sums.last_date) sums.last_date = chart_date
    sums.issues++
    if (!complete) sums.incomplete++
    sums.entries += entries
    sums.rejects += rejects
  }
  if ([...found.values()].every(({ sums }) => sums.entries === 0)) {
    const rejects = [...found.values()].reduce((sum, { sums }) => sum + sums.rejects, 0)
    throw new UnreadableError(
      rejects === 0
        ? 'the chart has no songs'
        : `none of the ${rejects} rows can be read as a song of a chart`,
    )
  }
  requireOneSongPerPosition(issues)
  return found
}

/** A few ties are real. Where most issues have many, the rows of several charts or dates were read as one. */
function requireOneSongPerPosition(issues: IssueSummary[]) {
  const crowded = issues.filter(({ has_too_many_ties }) => has_too_many_ties)
  const [first] = crowded
  if (first === undefined || 2 * crowded.length <= issues.length) return
  const fact =
    issues.length === 1
      ? `the issue ${first.chart} ${first.chart_date} has`
      : `${crowded.length} of ${issues.length} issues, such as ${first.chart} ${first.chart_date}, have`
  throw new UnreadableError(
    `two charts in one file? ${fact} several songs at more than a tenth of the positions`,
    {
      advice:
        'name the chart and date of each row in the columns chart (or region) and date, and leave --chart and --date out; or split the file, and import each part with its own --chart or --date',
    },
  )
}

function emptySums(chart: string, date: string): ImportedChart {
  return { chart, first_date: date, last_date: date, issues: 0, incomplete: 0, entries: 0, rejects: 0 }
}

/** The raw key of an import, without its stage: one issue is a snapshot of it, many are an import. */
export function importRawKey({ header, bodies }: RawSnapshot): string {
  const { source, chart, chart_date, fetched_at } = header
  const raw = { header, bodies }
  return chart === null || chart_date === null || fetched_at === null
    ? rawKey({ source, import_id: importId(raw) })
    : rawKey({ source, chart, chart_date, snapshot_id: snapshotId(fetched_at, contentHash(raw)) })
}
