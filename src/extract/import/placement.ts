import { type ChartConfig, type Config, slug } from '../../config/config.ts'
import { UnreadableError } from '../../domain/errors.ts'
import type { IssueSettings, RawHeader } from '../../sources/raw/raw-object.ts'
import { dateInName, sharedDate, withoutDates } from './dates-in-names.ts'
import type { ImportOptions } from './import-report.ts'
import type { FileFormat, NamedChart } from './recognise-file.ts'

/** What decides how a file is read. */
export interface ImportContext {
  /** The file's name, without folders and without `.gz`. */
  name: string
  format: FileFormat
  options: ImportOptions
  config: Pick<Config, 'charts' | 'unsplit_artists'>
}

type Placement = Pick<RawHeader, 'chart' | 'chart_date'> & { playlists: Record<string, string> }

/** `<kind>-<region>-<cadence>`, as the official chart CSVs are called. */
const OFFICIAL = /(?<![a-z0-9])[a-z]+-(?:global|[a-z]{2})-(?:daily|weekly)(?![a-z0-9])/i

const passChart = 'pass --chart'
const passDate = 'pass --date'

/** The rows' source: what was asked for, else what the format shows. */
export function importSource({ format, options, name }: ImportContext): string {
  if (options.source !== undefined) return options.source
  if (format.reader === 'chart-csv') {
    return format.names_tracks || OFFICIAL.test(name) ? 'spotify-csv' : 'import'
  }
  if (format.reader !== 'chart-ndjson') return format.reader
  const ids = format.charts.map(({ id }) => id)
  return ids.every((id) => id !== null && /^[A-Za-z0-9]{22}$/.test(id)) ? 'spotify' : 'import'
}

/** The chart and the day of a file, or null where each issue of the file has its own. Throws `UnreadableError`. */
export function placeImport(context: ImportContext): Placement {
  const { format } = context
  const chart = attempt(() =>
    format.kind === 'csv' ? csvChart(context, format) : namedChart(context, format),
  )
  const chart_date = attempt(() => chartDate(context))
  const missing = [chart, chart_date].filter((each) => each instanceof UnreadableError)
  if (chart instanceof UnreadableError || chart_date instanceof UnreadableError) {
    throw new UnreadableError(missing.map(({ problem }) => problem).join(', and '), {
      advice: missing.map(({ advice }) => advice).join(' and '),
    })
  }
  return { ...chart, chart_date }
}

/** Both what is missing of the chart and of the day are told at once. */
function attempt<T>(decide: () => T): T | UnreadableError {
  try {
    return decide()
  } catch (error) {
    if (error instanceof UnreadableError) return error
    throw error
  }
}

function csvChart({ name, options }: ImportContext, format: Extract<FileFormat, { kind: 'csv' }>) {
  if (options.chart !== undefined) return { chart: options.chart, playlists: {} }
  const { chart, region } = format.layout.columns
  if (chart !== undefined || region !== undefined) return { chart: null, playlists: {} }
  return { chart: (OFFICIAL.exec(name)?.[0].toLowerCase() ?? chartOfFile(name)) || null, playlists: {} }
}

/** One playlist is one chart, under whatever names it went; of many each has its newest name. */
function namedChart(context: ImportContext, format: Exclude<FileFormat, { kind: 'csv' }>) {
  const { options } = context
  const charts =
    format.kind === 'answer'
      ? format.playlists.map((playlist) => ({ ...playlist, chart_date: null }))
      : format.charts
  const byPlaylist = new Map(charts.sort(byDate).map((chart) => [chart.id ?? chart.name ?? '', chart]))
  const [only] = byPlaylist.values()
  // Two playlists without id and name are two all the same.
  const count = format.kind === 'answer' ? charts.length : byPlaylist.size
  if (options.chart !== undefined) {
    if (count > 1) throw new UnreadableError(`${count} charts in one file`, { advice: 'leave --chart out' })
    return { chart: options.chart, playlists: {} }
  }
  if (only !== undefined && count === 1) return { chart: chartOfOne(context, only), playlists: {} }
  const playlists: Record<string, string> = {}
  for (const { id, name } of byPlaylist.values()) {
    if (id === null) continue
    const configured = configuredPlaylist(context, id)
    if (configured !== null || name !== null) playlists[id] = configured?.chart ?? slug(name ?? id)
  }
  return { chart: null, playlists: distinct(playlists) }
}

function chartOfOne(context: ImportContext, { id, name }: NamedChart): string {
  const configured = id === null ? null : configuredPlaylist(context, id)
  if (configured !== null) return configured.chart
  const isNamedByFile = context.format.reader === 'chart-ndjson'
  const chart = isNamedByFile ? chartOfFile(context.name) : slugOrNull(name ?? id)
  if (chart === null) throw new UnreadableError('no chart name or playlist id', { advice: passChart })
  return chart
}

/** Two playlists of one name are two charts: the id parts them. */
function distinct(playlists: Record<string, string>): Record<string, string> {
  const slugs = Object.values(playlists)
  const isShared = (chart: string) => slugs.indexOf(chart) !== slugs.lastIndexOf(chart)
  return Object.fromEntries(
    Object.entries(playlists).map(([id, chart]) => [id, isShared(chart) ? slug(`${chart} ${id}`) : chart]),
  )
}

function chartDate({ name, format, options }: ImportContext): string | null {
  const isDated =
    format.kind === 'lines' || (format.kind === 'csv' && format.layout.columns.chart_date !== undefined)
  if (isDated && options.date !== undefined)
    throw new UnreadableError('the file has its own dates', { advice: 'leave --date out' })
  if (isDated || options.date !== undefined) return options.date ?? null
  const named = dateInName(name)
  if (named === 'ambiguous') throw new UnreadableError('several dates in the file name', { advice: passDate })
  if (named !== null) return named
  const shared = sharedDate(format.kind === 'answer' ? format.playlists : [])
  if (shared !== null) return shared
  throw new UnreadableError('no date in the file or its name', { advice: passDate })
}

/** The settings of a chart: of the configuration, else what the options and the dates of its issues say. */
export function settingsFor(context: ImportContext, chart: string, dates: string[]): IssueSettings {
  const { options, config } = context
  const configured = config.charts.find((each) => each.chart === chart)
  const cadence = options.cadence ?? configured?.cadence ?? cadenceInName(context.name) ?? inferCadence(dates)
  return {
    chart_name: options.name ?? configured?.name ?? null,
    expected_size: configured?.expected_size ?? null,
    scope: configured?.scope ?? 'other',
    market: configured?.market ?? null,
    cadence,
    weekdays: configured?.cadence === cadence ? configured.weekdays : null,
  }
}

function configuredPlaylist({ config }: ImportContext, id: string): ChartConfig | null {
  return config.charts.find(({ playlist }) => playlist === id) ?? null
}

function cadenceInName(name: string): IssueSettings['cadence'] | null {
  const words = new Set(name.toLowerCase().match(/(?<![a-z])(daily|weekly)(?![a-z])/g))
  const [cadence] = words
  return words.size === 1 ? (cadence as IssueSettings['cadence']) : null
}

/** Weekly where the commonest distance of two neighbouring days is a week. */
function inferCadence(dates: string[]): IssueSettings['cadence'] {
  const days = [...new Set(dates)].map((date) => Date.parse(date) / 86_400_000).sort((a, b) => a - b)
  const counts = new Map<number, number>()
  for (const [index, date] of days.slice(1).entries()) {
    const distance = date - (days[index] as number)
    counts.set(distance, (counts.get(distance) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return commonest?.[0] === 7 ? 'weekly' : 'daily'
}

function chartOfFile(name: string): string | null {
  return slugOrNull(withoutDates(name.replace(/\.[a-z0-9]+$/i, '')))
}

function slugOrNull(name: string | null): string | null {
  return name === null || !/[\p{L}\p{N}]/u.test(name) ? null : slug(name)
}

function byDate(a: NamedChart, b: NamedChart): number {
  return (a.chart_date ?? '') < (b.chart_date ?? '') ? -1 : 1
}
