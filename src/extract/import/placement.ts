import type { ChartConfig, Config } from '../../config/config.ts'
import { daysBetween } from '../../domain/calendar.ts'
import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import type { NamedChart, RecognisedFile } from '../../sources/file-format.ts'
import type { IssueSettings, RawHeader } from '../../sources/raw/raw-object.ts'
import { dateInName, withoutDates } from './dates-in-names.ts'
import type { ImportOptions } from './import-report.ts'

/** What decides how a file is read. */
export interface ImportContext {
  /** The file's name, without folders and without `.gz`. */
  name: string
  file: RecognisedFile
  options: ImportOptions
  config: Pick<Config, 'charts' | 'unsplit_artists'>
}

type Placement = Pick<RawHeader, 'chart' | 'chart_date'> & { playlists: Record<string, string> }

const passChart = { advice: 'pass --chart' }
const passDate = { advice: 'pass --date' }

/** The chart and the date of a file, or null where each issue of the file has its own. Throws `UnreadableError`. */
export function placeImport(context: ImportContext): Placement {
  const chart = attempt(() => findChart(context))
  const chart_date = attempt(() => findDate(context))
  if (chart instanceof UnreadableError || chart_date instanceof UnreadableError) {
    throw joinErrors([chart, chart_date].filter((each) => each instanceof UnreadableError))
  }
  return { ...chart, chart_date }
}

function attempt<T>(decide: () => T): T | UnreadableError {
  try {
    return decide()
  } catch (error) {
    if (error instanceof UnreadableError) return error
    throw error
  }
}

/** One error for everything that is missing, so that you can pass it all at once. */
function joinErrors(errors: UnreadableError[]): UnreadableError {
  return new UnreadableError(errors.map(({ problem }) => problem).join(', and '), {
    advice: errors.map(({ advice }) => advice).join(' and '),
  })
}

function findChart(context: ImportContext): Omit<Placement, 'chart_date'> {
  const { file, options } = context
  const charts = file.charts ?? []
  const [only, ...others] = charts
  if (options.chart !== undefined) {
    if (others.length === 0) return { chart: options.chart, playlists: {} }
    throw new UnreadableError(`${charts.length} charts in one file`, { advice: 'leave --chart out' })
  }
  if (only !== undefined && others.length === 0) return { chart: nameOnlyChart(context, only), playlists: {} }
  return { chart: null, playlists: namePlaylists(context, charts) }
}

function nameOnlyChart(context: ImportContext, { id, name }: NamedChart): string {
  const configured = id === null ? null : configuredPlaylist(context, id)
  if (configured !== null) return configured.chart
  const chart = context.file.named_by_file ? chartInName(context.name) : slugOrNull(name ?? id)
  if (chart === null) throw new UnreadableError('no chart name or playlist id', passChart)
  return chart
}

/** The chart of each playlist that has an id. */
function namePlaylists(context: ImportContext, charts: NamedChart[]): Record<string, string> {
  const playlists = new Map<string, string>()
  for (const { id, name } of charts) {
    if (id === null) continue
    const configured = configuredPlaylist(context, id)
    if (configured !== null || name !== null) playlists.set(id, configured?.chart ?? slug(name ?? id))
  }
  return distinct(playlists)
}

/** Two playlists of one name are two charts: the id distinguishes them. */
function distinct(playlists: Map<string, string>): Record<string, string> {
  const slugs = [...playlists.values()]
  const isShared = (chart: string) => slugs.indexOf(chart) !== slugs.lastIndexOf(chart)
  return Object.fromEntries(
    [...playlists].map(([id, chart]) => [id, isShared(chart) ? slug(`${chart} ${id}`) : chart]),
  )
}

function findDate({ name, file, options }: ImportContext): string | null {
  if (file.has_dates && options.date !== undefined) {
    throw new UnreadableError('the file has its own dates', { advice: 'leave --date out' })
  }
  if (file.has_dates || options.date !== undefined) return options.date ?? null
  const named = dateInName(name)
  if (named === 'ambiguous') throw new UnreadableError('several dates in the file name', passDate)
  const date = named ?? file.shared_date
  if (date === null) throw new UnreadableError('no date in the file or its name', passDate)
  return date
}

/** The settings of a chart: the options, else its configuration, else what its name and the dates of its issues show. */
export function settingsFor(context: ImportContext, chart: string, dates: string[]): IssueSettings {
  const { options, config } = context
  const configured = config.charts.find((each) => each.chart === chart)
  const stated = context.file.cadence ?? cadenceInName(context.name)
  const cadence = options.cadence ?? configured?.cadence ?? stated ?? inferCadence(dates)
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

/** Weekly where the commonest distance of two neighbouring dates is a week. */
function inferCadence(dates: string[]): IssueSettings['cadence'] {
  const sorted = [...new Set(dates)].sort()
  const counts = new Map<number, number>()
  for (const [index, date] of sorted.slice(1).entries()) {
    const distance = daysBetween(sorted[index] as string, date)
    counts.set(distance, (counts.get(distance) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return commonest?.[0] === 7 ? 'weekly' : 'daily'
}

function chartInName(name: string): string | null {
  return slugOrNull(withoutDates(name.replace(/\.[a-z0-9]+$/i, '')))
}

function slugOrNull(name: string | null): string | null {
  return name === null || !/[\p{L}\p{N}]/u.test(name) ? null : slug(name)
}
