import type { ChartConfig } from '../config/config.ts'
import { expectedDates, getChartDate, isPublishing, parseChartDate } from '../domain/calendar.ts'
import { UsageError } from '../domain/errors.ts'
import type { ChartSource } from '../sources/source.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { WantedIssue } from './extract-all.ts'
import { hasStoredDate, storedDates } from './extract-chart.ts'

/** What planning needs of the app. */
export interface StoredDatesReader {
  raw: ObjectStore
  /** ISO instant of the clock. */
  now(): string
  source(name: string): Promise<ChartSource>
  /** Chart dates that an import stored. */
  importedDates(source: string, chart: string): Promise<string[]>
}

export interface RunRequest {
  charts: ChartConfig[]
  /** The day to fetch instead of the newest. */
  date: string | null
  /** ISO instant to fetch as of, for the simulator. */
  at: string | null
  /** Fetches even where the day is stored. */
  again: boolean
}

/** The chart dates of a run: for each chart the newest day of its calendar, or the requested day. Throws a `UsageError`. */
export async function planRun(app: StoredDatesReader, request: RunRequest): Promise<WantedIssue[]> {
  if (request.date !== null) parseChartDate(request.date)
  const wanted: WantedIssue[] = []
  for (const chart of request.charts) {
    const source = await app.source(chart.source)
    const newest = getChartDate(chart, request.at ?? app.now())
    const chart_date = request.date ?? newest
    const isRefused = Boolean(source.findRefusal?.(chart))
    if (!isRefused) requireDay({ source, chart, chart_date, newest, at: request.at })
    const isStored = !isRefused && !request.again && (await hasDate(app, chart, chart_date))
    wanted.push({ source, chart, chart_date, at: request.at, isStored })
  }
  return wanted
}

/** The chart dates of a backfill: every day of each chart's calendar from `from` to `to` that is past and not stored. Throws a `UsageError`. */
export async function planBackfill(
  app: StoredDatesReader,
  { charts, from, to }: { charts: ChartConfig[]; from: string; to: string | null },
): Promise<WantedIssue[]> {
  for (const date of [from, to]) if (date !== null) parseChartDate(date)
  const wanted: WantedIssue[] = []
  for (const chart of charts) {
    const source = await app.source(chart.source)
    // Its attempt is refused, and the others are fetched.
    if (source.findRefusal?.(chart)) {
      wanted.push({ source, chart, chart_date: from, at: null, isStored: false })
      continue
    }
    if (source.history === 'none') throw onlyToday(source, chart)
    const stored = await listStoredDates(app, chart)
    const newest = getChartDate(chart, app.now())
    for (const chart_date of expectedDates(chart, from, to !== null && to < newest ? to : newest)) {
      if (!stored.has(chart_date)) wanted.push({ source, chart, chart_date, at: null, isStored: false })
    }
  }
  // Day by day, so that a backfill that is stopped has stored whole days.
  return wanted.sort((a, b) => (a.chart_date < b.chart_date ? -1 : a.chart_date > b.chart_date ? 1 : 0))
}

function requireDay(day: {
  source: ChartSource
  chart: ChartConfig
  chart_date: string
  newest: string
  at: string | null
}) {
  const { source, chart, chart_date, newest, at } = day
  if (source.history === 'none' && at !== null) {
    throw new UsageError(`--at: ${source.name} only serves the current chart`, { advice: 'leave --at out' })
  }
  if (chart_date === newest) return
  if (source.history === 'none') throw onlyToday(source, chart)
  if (at !== null) {
    throw new UsageError(`--at ${at} belongs to the chart of ${newest}, not to --date ${chart_date}`, {
      advice: 'leave one of them out',
    })
  }
  if (chart_date > newest) {
    throw new UsageError(`${chart.chart} has no chart for ${chart_date} yet`, {
      advice: `its newest date is ${newest}`,
    })
  }
  if (!isPublishing(chart, chart_date)) {
    throw new UsageError(`${chart.chart} has no chart on ${chart_date}`, {
      advice: `it appears on weekdays ${chart.weekdays} (1 is Monday)`,
    })
  }
}

function onlyToday(source: ChartSource, chart: ChartConfig): UsageError {
  return new UsageError(`${source.name} only serves today's chart, so ${chart.chart} has no other date`, {
    advice: 'run it every day, or import older charts with `hitparade import`',
  })
}

async function hasDate(app: StoredDatesReader, chart: ChartConfig, chart_date: string): Promise<boolean> {
  if (await hasStoredDate(app.raw, { ...chart, chart_date })) return true
  return (await app.importedDates(chart.source, chart.chart)).includes(chart_date)
}

/** Chart dates that are in the raw store or were imported. */
export async function listStoredDates(app: StoredDatesReader, chart: ChartConfig): Promise<Set<string>> {
  const dates = await storedDates(app.raw, chart.source, chart.chart)
  for (const date of await app.importedDates(chart.source, chart.chart)) dates.add(date)
  return dates
}
