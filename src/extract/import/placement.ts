import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import type { NamedChart } from '../../sources/file-format.ts'
import type { RawHeader } from '../../sources/raw/raw-object.ts'
import {
  findFolderDay,
  findNamedDay,
  type NamedDay,
  type NameReading,
  withoutDates,
} from './dates-in-names.ts'
import { requireTrueGuess } from './guessed-day.ts'
import type { ImportContext } from './import-context.ts'

type Placement = Pick<RawHeader, 'chart' | 'chart_date'> & {
  playlists: Record<string, string>
  /** True: the date is a guess. */
  isGuess: boolean
  /** What was guessed or decided, a line each. */
  notes: string[]
}

const passChart = { advice: 'pass --chart' }
const passDate = { advice: 'pass --date' }
const passDateOrColumn = { advice: 'pass --date, or name the column of days with --columns date=…' }

/** The chart and the date of a file, or null where each issue of the file has its own. Throws `UnreadableError`. */
export function placeImport(context: ImportContext): Placement {
  const chart = attempt(() => findChart(context))
  const day = attempt(() => findDay(context))
  if (chart instanceof UnreadableError || day instanceof UnreadableError) {
    throw joinErrors([chart, day].filter((each) => each instanceof UnreadableError))
  }
  return { ...chart, ...day }
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

function findChart(context: ImportContext): Pick<Placement, 'chart' | 'playlists'> {
  const { file, options } = context
  const charts = file.charts ?? []
  const [only, ...others] = charts
  if (options.chart !== undefined) {
    if (others.length === 0) return nameOne(only, options.chart)
    throw new UnreadableError(`${charts.length} charts in one file`, { advice: 'leave --chart out' })
  }
  if (only !== undefined && others.length === 0) return nameOne(only, nameOnlyChart(context, only))
  return { chart: null, playlists: namePlaylists(context, charts) }
}

/** The id stays with the chart, so that later files of the playlist find it. */
function nameOne(only: NamedChart | undefined, chart: string): Pick<Placement, 'chart' | 'playlists'> {
  return { chart, playlists: only?.id == null ? {} : { [only.id]: chart } }
}

function nameOnlyChart(context: ImportContext, { id, name }: NamedChart): string {
  const { file, source, known } = context
  const found = id === null ? null : known.find(source, id)
  if (found !== null) return found
  const chart = file.named_by_file ? findChartInName(context) : slugOrNull(name ?? id)
  if (chart === null) throw new UnreadableError('no chart name or playlist id', passChart)
  return id === null ? chart : known.name(source, id, chart)
}

/** The chart of each playlist that has an id. */
function namePlaylists({ source, known }: ImportContext, charts: NamedChart[]): Record<string, string> {
  const playlists = new Map<string, string>()
  for (const { id, name } of charts) {
    if (id === null) continue
    const found = known.find(source, id)
    if (found !== null || name !== null) playlists.set(id, found ?? slug(name ?? id))
  }
  return Object.fromEntries(
    Object.entries(distinct(playlists)).map(([id, chart]) => [
      id,
      known.find(source, id) ?? known.name(source, id, chart),
    ]),
  )
}

/** Two playlists of one name are two charts: the id distinguishes them. */
function distinct(playlists: Map<string, string>): Record<string, string> {
  const slugs = [...playlists.values()]
  const isShared = (chart: string) => slugs.indexOf(chart) !== slugs.lastIndexOf(chart)
  return Object.fromEntries(
    [...playlists].map(([id, chart]) => [id, isShared(chart) ? slug(`${chart} ${id}`) : chart]),
  )
}

/** The first of: `--date`, the date that the file states, that of its name, of the nearest folder, and a guess. */
function findDay(context: ImportContext): Pick<Placement, 'chart_date' | 'isGuess' | 'notes'> {
  const { name, path, file, options } = context
  const takes = (chart_date: string | null, notes: string[] = []) => ({ chart_date, isGuess: false, notes })
  if (file.has_dates && options.date !== undefined) {
    throw new UnreadableError('the file has its own dates', { advice: 'leave --date out' })
  }
  if (file.has_dates) return takes(null)
  if (options.date !== undefined) return takes(options.date)
  if (file.stated_date != null) return takes(file.stated_date)
  const reading = getNameReading(context)
  const named = findNamedDay(name, reading)
  if (named === 'ambiguous') throw new UnreadableError('several dates in the file name', passDate)
  if (named !== null) return takes(named.date, describeRange(named))
  const folder = findFolderDay(path, reading)
  if (folder !== null) return takes(folder.date)
  if (file.shared_date === null) {
    // A column with another name may hold the days.
    const mayHaveDays = (file.report?.unused ?? []).length > 0
    throw new UnreadableError('no date in the file or its name', mayHaveDays ? passDateOrColumn : passDate)
  }
  requireTrueGuess(file.shared_date, context)
  const notes = [`guessed: the day ${file.shared_date}, on which its songs were added (added_at)`]
  return { chart_date: file.shared_date, isGuess: true, notes }
}

function describeRange({ range, date }: NamedDay): string[] {
  return range === null ? [] : [`${range} is a range, and the chart is dated by its last day, ${date}`]
}

/** How days in the names of this command are read. */
export function getNameReading({ order, tomorrow }: Pick<ImportContext, 'order' | 'tomorrow'>): NameReading {
  return { order, latest: tomorrow }
}

function findChartInName(context: ImportContext): string | null {
  return slugOrNull(withoutDates(context.name.replace(/\.[a-z0-9]+$/i, ''), getNameReading(context)))
}

function slugOrNull(name: string | null): string | null {
  return name === null || !/[\p{L}\p{N}]/u.test(name) ? null : slug(name)
}
