import { UnreadableError } from '../../domain/errors.ts'
import { getSnapshotId, parseRawKey } from '../../domain/keys.ts'
import { findAfterPurge, type Purge } from '../../domain/purge-rule.ts'
import type { IssueSummary } from '../../sources/file-format.ts'
import { computeRawKey, type RawHeader, type RawSnapshot } from '../../sources/raw/raw-object.ts'
import { instantInName } from './dates-in-names.ts'
import { type Cadence, type ImportContext, type Stated, settingsFor } from './import-context.ts'
import type { ImportedChart } from './import-report.ts'
import { getNameReading, placeImport } from './placement.ts'

/** A file that was placed: all of its header but the settings that other files decide, too. */
export interface PlacedFile {
  context: Stated
  header: RawHeader
  charts: ImportedChart[]
  /** The dates of each chart. */
  dates: Map<string, string[]>
  isGuess: boolean
  /** It is incomplete only because its source hides songs. */
  hides_songs: boolean
  notes: string[]
}

/** The chart and date of a file, and what it holds. Throws `UnreadableError` for a file that cannot be read so. */
export function placeFile(context: ImportContext, bytes: number): PlacedFile {
  const { name, source, file, options, config, known } = context
  const { chart, chart_date, playlists, isGuess, notes } = placeImport(context)
  const accepts =
    file.hidden != null && config.charts.some((each) => each.chart === chart && each.accept_hidden === true)
  const draft: RawHeader = {
    format: 1,
    reader: file.reader,
    source,
    chart,
    chart_date,
    fetched_at: findFetchedAt(context, chart_date),
    identity: options.identity ?? 'id',
    settings: settingsFor(context, chart ?? '', 'daily'),
    charts: {},
    ...(Object.keys(playlists).length === 0 ? {} : { playlists }),
    unsplit_artists: config.unsplit_artists,
    ...file.header,
    ...findSharedOrder(context),
    complete: true,
    ...(accepts ? { accept_hidden: true } : {}),
    file_name: name,
    pages: [{ url: null, status: null, bytes }],
  }
  const found = sumByChart([...file.survey(draft)])
  const charts = [...found.values()].map(({ sums }) => sums)
  for (const [id, of] of Object.entries(playlists)) known.add(source, id, of)
  return {
    context: { options, config, name, file: file.cadence === undefined ? {} : { cadence: file.cadence } },
    header: { ...draft, complete: charts.some(({ issues, incomplete }) => incomplete < issues) },
    charts,
    dates: new Map([...found].map(([each, { dates }]) => [each, dates])),
    isGuess,
    hides_songs: file.hidden != null && !accepts,
    notes: [...notes, ...describeHidden(file.hidden ?? null, accepts)],
  }
}

function describeHidden(hidden: { shown: number; total: number } | null, accepts: boolean): string[] {
  if (hidden === null) return []
  const { shown, total } = hidden
  return [
    accepts
      ? `warning: ${total - shown} of ${total} songs are hidden by the source, so the true positions may be lower`
      : `the source shows ${shown} of ${total} songs: to store such a chart, set "accept_hidden": true for it in the configuration`,
  ]
}

/** The header with the settings of each chart, by the cadence of all its dates that are known. */
export function completeHeader(
  { context, header, dates }: PlacedFile,
  inferCadence: (chart: string) => Cadence,
): RawHeader {
  const settings = new Map(
    [...dates.keys()].map((chart) => [chart, settingsFor(context, chart, inferCadence(chart))]),
  )
  return {
    ...header,
    ...(header.chart === null
      ? { charts: Object.fromEntries(settings) }
      : { settings: settings.get(header.chart) ?? header.settings }),
  }
}

/** The order of day and month that the files share, where this one does not show it. */
function findSharedOrder({ file, order }: ImportContext): Pick<RawHeader, 'dates'> {
  const isOpen = order !== null && file.header?.dates === undefined && file.has_dates
  return isOpen && file.surveyDays?.().ambiguous != null ? { dates: order } : {}
}

/** Never the clock: the same file imported again is the same snapshot. */
function findFetchedAt(context: ImportContext, chart_date: string | null): string | null {
  const { name, file, options } = context
  if (options.fetched_at !== undefined) return options.fetched_at
  const named = file.states_instants ? null : instantInName(name, getNameReading(context))
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

/** The snapshot, with the instant of the last purge of its source, its charts or itself in the header, if there was one. */
export function statePurge(purges: readonly Purge[], charts: string[], raw: RawSnapshot): RawSnapshot {
  const { source } = raw.header
  if (!purges.some((purge) => purge.source === source)) return raw
  const state = (after_purge: string | null): RawSnapshot =>
    after_purge === null ? raw : { ...raw, header: { ...raw.header, after_purge } }
  return state(
    findAfterPurge(purges, (after_purge) => {
      const identity = parseRawKey(computeRawKey(state(after_purge)))
      if (identity === null) return []
      // The time that a file states says nothing about when it was imported.
      const issue = { source, chart_date: '', fetched_at: '', after_purge }
      return 'chart' in identity
        ? [{ ...issue, ...identity }]
        : charts.map((chart) => ({ ...issue, chart, snapshot_id: getSnapshotId(identity) }))
    }),
  )
}
