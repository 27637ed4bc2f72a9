import type { ChartConfig } from '../config/config.ts'
import { expectedDates, getChartDate, isPublishing } from '../domain/calendar.ts'
import { UsageError } from '../domain/errors.ts'
import type { ChartSource } from '../sources/source.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { WantedIssue } from './extract-all.ts'
import { storedDates } from './extract-chart.ts'

/** What has to be known to say what is wanted. */
export interface StoredDatesReader {
  raw: ObjectStore
  /** ISO instant of the clock. */
  now(): string
  source(name: string): Promise<ChartSource>
  /** Days of a chart that an import stored. */
  importedDates(source: string, chart: string): Promise<string[]>
}

export interface RunRequest {
  charts: ChartConfig[]
  /** Asks for this day instead of the newest. */
  date: string | null
  /** Asks a simulated source at this instant. */
  at: string | null
  /** Asks even where the day is stored. */
  again: boolean
}

/** What a run wants: for each chart the newest day of its calendar, or the day that was asked for. */
export async function planRun(app: StoredDatesReader, request: RunRequest): Promise<WantedIssue[]> {
  const wanted: WantedIssue[] = []
  for (const chart of request.charts) {
    const source = await app.source(chart.source)
    const newest = getChartDate(chart, request.at ?? app.now())
    const chart_date = request.date ?? newest
    checkDay({ source, chart, chart_date, newest, at: request.at })
    const isStored = !request.again && (await datesThere(app, chart)).has(chart_date)
    wanted.push({ source, chart, chart_date, at: request.at, isStored })
  }
  return wanted
}

/**
 * What a backfill wants: every day of each chart's calendar from `from` to `to` that is not stored yet, and none
 * that is still to come.
 */
export async function planBackfill(
  app: StoredDatesReader,
  { charts, from, to }: { charts: ChartConfig[]; from: string; to: string | null },
): Promise<WantedIssue[]> {
  const wanted: WantedIssue[] = []
  for (const chart of charts) {
    const source = await app.source(chart.source)
    if (source.history === 'none') throw new UsageError(onlyToday(source, chart))
    const there = await datesThere(app, chart)
    const newest = getChartDate(chart, app.now())
    for (const chart_date of expectedDates(chart, from, to !== null && to < newest ? to : newest)) {
      if (!there.has(chart_date)) wanted.push({ source, chart, chart_date, at: null, isStored: false })
    }
  }
  // Day by day, so that a backfill that is stopped leaves whole days behind it.
  return wanted.sort((a, b) => (a.chart_date < b.chart_date ? -1 : a.chart_date > b.chart_date ? 1 : 0))
}

function checkDay(day: {
  source: ChartSource
  chart: ChartConfig
  chart_date: string
  newest: string
  at: string | null
}) {
  const { source, chart, chart_date, newest, at } = day
  if (source.history === 'none' && at !== null) {
    throw new UsageError('--at is for the simulator', { advice: `${source.name} answers for now only` })
  }
  if (chart_date === newest) return
  if (source.history === 'none') throw new UsageError(onlyToday(source, chart))
  if (at !== null) {
    throw new UsageError(`--at ${at} is in the issue of ${newest}, not in that of --date ${chart_date}`, {
      advice: 'leave one out',
    })
  }
  if (chart_date > newest) {
    throw new UsageError(`${chart.chart} has no issue of ${chart_date} yet`, {
      advice: `its newest is that of ${newest}`,
    })
  }
  if (!isPublishing(chart, chart_date)) {
    throw new UsageError(`${chart.chart} has no issue on ${chart_date}`, {
      advice: `its weekdays are ${chart.weekdays}`,
    })
  }
}

function onlyToday(source: ChartSource, chart: ChartConfig): string {
  const advice = `run it every day, or bring older issues in with \`hitparade import\``
  return `${source.name} answers for today only, so ${chart.chart} cannot be asked for another day; ${advice}`
}

/** Days of a chart that lie in the raw store or came by import. */
async function datesThere(app: StoredDatesReader, chart: ChartConfig): Promise<Set<string>> {
  const dates = await storedDates(app.raw, chart.source, chart.chart)
  for (const date of await app.importedDates(chart.source, chart.chart)) dates.add(date)
  return dates
}
