import type { ChartConfig, Config } from '../config/config.ts'
import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import type { ObjectStore } from '../storage/store.ts'
import { readRows } from '../warehouse/read-rows.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'
import type { Result } from '../warehouse/warehouse.ts'
import { type Decision, emptyDecision, readDecisions, writeDecisions } from './decision-file.ts'

/** What the configuration says of a stored chart; null where it says nothing. */
export type ChartSettings = Pick<Decision, 'chart_name' | 'scope' | 'market' | 'cadence' | 'weekdays'>

/** A chart whose configuration was recorded. */
export type ChartDecision = ChartName & ChartSettings

/** Where the stored issues are: the models of a warehouse, or its landing tables where only these can be read. */
export interface StoredIssues {
  table: 'core.snapshots' | 'landing.chart_issues'
  query(sql: string): Promise<Result>
}

/**
 * Writes the configuration of each stored chart that differs from the newest one that was written, or, if none was,
 * from what a stored issue says. Without a configuration file nothing changes. Returns what was written.
 */
export async function recordChartDecisions({
  config,
  curated,
  now,
  issues,
}: {
  config: Pick<Config, 'file' | 'charts'>
  curated: ObjectStore
  /** ISO instant of the clock. */
  now(): string
  /** Null where they are not at hand: then only a configuration that was written before is compared. */
  issues: StoredIssues | null
}): Promise<ChartDecision[]> {
  if (config.file === null || config.charts.length === 0) return []
  const recorded = getNewestSettings(await readDecisions(curated))
  const charts = config.charts.map((chart) => ({ chart, settings: getConfiguredSettings(chart) }))
  const findNewest = (chart: ChartName) => recorded.get(formatChartName(chart))
  const unrecorded = charts.filter(
    ({ chart, settings }) => findNewest(chart) === undefined && isStated(settings),
  )
  const stored = await readStored(
    issues,
    unrecorded.map(({ chart }) => chart),
  )
  const changed = charts.filter(({ chart, settings }) => {
    const newest = findNewest(chart)
    if (newest !== undefined) return !isSame(newest, settings)
    return stored.some((issue) => isSameChart(issue, chart) && !isSame(fillUnstated(settings, issue), issue))
  })
  const decisions = changed.map(({ chart: { source, chart }, settings }) => ({
    ...emptyDecision,
    kind: 'chart',
    source,
    chart,
    ...settings,
    decided_at: instantAfter(findNewest({ source, chart })?.decided_at, now()),
  }))
  await writeDecisions(curated, decisions)
  return decisions
}

/** Scope and market belong together, and so do cadence and weekdays. */
function getConfiguredSettings({ playlist, cadence, weekdays, stated }: ChartConfig): ChartSettings {
  const { name = null, scope = null, market = null, has_calendar = false } = stated ?? {}
  // Files may show the calendar of an imported chart. That of a fetched one is configured, or the default.
  const calendar = has_calendar || playlist !== '' ? { cadence, weekdays } : { cadence: null, weekdays: null }
  return { chart_name: name, scope, market: scope === null ? null : market, ...calendar }
}

function isStated({ chart_name, scope, cadence }: ChartSettings): boolean {
  return chart_name !== null || scope !== null || cadence !== null
}

/** The configured settings, with those of an issue where the configuration says nothing. */
function fillUnstated(configured: ChartSettings, issue: ChartSettings): ChartSettings {
  return {
    chart_name: configured.chart_name ?? issue.chart_name,
    ...(configured.scope === null ? pickScope(issue) : pickScope(configured)),
    ...(configured.cadence === null ? pickCalendar(issue) : pickCalendar(configured)),
  }
}

const pickScope = ({ scope, market }: ChartSettings) => ({ scope, market })
const pickCalendar = ({ cadence, weekdays }: ChartSettings) => ({ cadence, weekdays })

function isSame(a: ChartSettings, b: ChartSettings): boolean {
  const names = ['chart_name', 'scope', 'market', 'cadence', 'weekdays'] as const
  return names.every((name) => a[name] === b[name])
}

function isSameChart(a: ChartName, b: ChartName): boolean {
  return formatChartName(a) === formatChartName(b)
}

function getNewestSettings(decisions: Decision[]): Map<string, Decision> {
  const newest = new Map<string, Decision>()
  for (const decision of decisions) {
    const { kind, source, chart, decided_at } = decision
    if (kind !== 'chart' || chart === null) continue
    const name = formatChartName({ source, chart })
    const known = newest.get(name)
    if (known === undefined || known.decided_at < decided_at) newest.set(name, decision)
  }
  return newest
}

/** The newest decision wins, so one that replaces another must not have an earlier date, whatever the clock shows. */
function instantAfter(earlier: string | undefined, now: string): string {
  if (earlier === undefined || earlier < now) return now
  return new Date(Date.parse(earlier) + 1).toISOString()
}

/** What the stored issues of these charts say, once for each combination. */
async function readStored(issues: StoredIssues | null, charts: ChartName[]) {
  if (issues === null || charts.length === 0) return []
  const names = charts.map((chart) => quoteLiteral(formatChartName(chart)))
  const result = await issues.query(
    `select distinct source, chart, chart_name, scope, market, cadence, weekdays
    from ${issues.table} where source || '/' || chart in (${names.join(', ')})`,
  )
  return readRows(result, {
    source: 'text',
    chart: 'text',
    chart_name: 'text',
    scope: 'text',
    market: 'text?',
    cadence: 'text',
    weekdays: 'text?',
  })
}

/**
 * Records charts as weekly that were stored as daily, unless their configuration is recorded already. The next load takes
 * all their issues as weekly.
 */
export async function recordWeeklyCharts(
  { curated, now }: { curated: ObjectStore; now(): string },
  charts: ChartName[],
): Promise<void> {
  if (charts.length === 0) return
  const recorded = getNewestSettings(await readDecisions(curated))
  const open = charts.filter((chart) => !recorded.has(formatChartName(chart)))
  const decided_at = now()
  await writeDecisions(
    curated,
    open.map(({ source, chart }) => ({
      ...emptyDecision,
      kind: 'chart',
      source,
      chart,
      cadence: 'weekly',
      decided_at,
    })),
  )
}
