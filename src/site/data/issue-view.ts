import type { SiteChart } from '../site.ts'
import type { Credit, EntryRow } from './chart-entries.ts'
import type { ChartIssueRow } from './chart-issues.ts'
import { groupRows } from './group-rows.ts'

/** How many issues the small picture of a run covers, as the column `last_30` of the insight `chart`. */
export const runLength = 30

/** An entry as a chart page shows it. */
export interface EntryView extends EntryRow {
  /** Metric minus that on the previous observed issue; null if the song was not on it. */
  metric_change: number | null
  /** Metric divided by that of no. 1. */
  metric_share: number | null
  /** Points of all issues so far. */
  total_points: number
  /** What the source measured, over all issues so far; null if it measures nothing. */
  total_metric: number | null
  /** Positions on the last 30 observed issues, oldest first, null where absent; as many as there are issues. */
  last_30: (number | null)[]
  credits: Credit[]
}

/** An issue as its page shows it. */
export interface IssueView {
  chart: SiteChart
  issue: ChartIssueRow
  /** Date of the next observed issue; null on the newest. */
  next_date: string | null
  /** Dates of the issues in `last_30`. */
  run_dates: string[]
  entries: EntryView[]
  /** Entries of the previous issue whose song is not on this one, from the top. */
  dropouts: EntryRow[]
  /** What the source measures, e.g. streams; null if it measures nothing. */
  metric_name: string | null
}

interface RecordingState {
  points: number
  metric: number | null
  /** Position by issue, as far back as the picture reaches. */
  positions: Map<string, number>
  lastDate: string
  lastMetric: number | null
  /** The issue before the last one with the recording, and the metric on it. */
  previousDate: string
  previousMetric: number | null
}

type Totals = Map<string, { points: number; metric: number | null }>

/**
 * Goes through the entries of a chart issue by issue and makes the view of each wanted one. The entries begin 29 issues
 * before the first wanted issue; `totals` are those before the first entry.
 */
export function* walkIssues(
  chart: SiteChart,
  issues: ChartIssueRow[],
  entries: EntryRow[],
  { totals, credits, wanted }: { totals: Totals; credits: Map<string, Credit[]>; wanted: Set<string> },
): Generator<IssueView> {
  const states = new Map<string, RecordingState>()
  const byDate = groupRows(entries, ({ chart_date }) => chart_date)
  for (const [index, issue] of issues.entries()) {
    const rows = byDate.get(issue.chart_date)
    if (rows === undefined) continue
    for (const row of rows) if (row.is_best) advance(states, totals, row)
    if (!wanted.has(issue.chart_date)) continue
    const run_dates = issues
      .slice(Math.max(0, index - runLength + 1), index + 1)
      .map(({ chart_date }) => chart_date)
    yield {
      chart,
      issue,
      next_date: issues[index + 1]?.chart_date ?? null,
      run_dates,
      entries: viewEntries(rows, states, { issue, run_dates, credits }),
      dropouts: listDropouts(rows, byDate.get(issue.previous_date ?? '') ?? [], issue),
      metric_name: rows.find(({ metric_name }) => metric_name !== null)?.metric_name ?? null,
    }
  }
}

/** Adds an entry to what is known of its recording. */
function advance(states: Map<string, RecordingState>, totals: Totals, row: EntryRow) {
  const { recording_id, chart_date, position, points, metric } = row
  let state = states.get(recording_id)
  if (state === undefined) {
    const before = totals.get(recording_id) ?? { points: 0, metric: null }
    state = {
      points: before.points,
      metric: before.metric,
      positions: new Map(),
      lastDate: '',
      lastMetric: null,
      previousDate: '',
      previousMetric: null,
    }
    states.set(recording_id, state)
  }
  state.points += points ?? 0
  if (metric !== null) state.metric = (state.metric ?? 0) + metric
  state.positions.set(chart_date, position)
  if (state.positions.size > runLength) {
    for (const oldest of state.positions.keys()) {
      state.positions.delete(oldest)
      break
    }
  }
  state.previousMetric = state.lastMetric
  state.previousDate = state.lastDate
  state.lastDate = chart_date
  state.lastMetric = metric
}

function viewEntries(
  rows: EntryRow[],
  states: Map<string, RecordingState>,
  {
    issue,
    run_dates,
    credits,
  }: { issue: ChartIssueRow; run_dates: string[]; credits: Map<string, Credit[]> },
): EntryView[] {
  const first = Math.max(
    ...rows.filter(({ position }) => position === 1).map(({ metric }) => metric ?? Number.NEGATIVE_INFINITY),
  )
  return rows.map((row) => {
    const state = states.get(row.recording_id)
    const isComparable = row.is_best && state !== undefined && state.previousDate === issue.previous_date
    const before = isComparable ? state.previousMetric : null
    return {
      ...row,
      metric_change: row.metric === null || before === null ? null : row.metric - before,
      metric_share:
        row.metric === null || !Number.isFinite(first) || first === 0 ? null : round(row.metric / first),
      total_points: state?.points ?? 0,
      total_metric: state?.metric ?? null,
      last_30: run_dates.map((date) => state?.positions.get(date) ?? null),
      credits: credits.get(row.song_id) ?? [],
    }
  })
}

/** Songs that have left, down to the size that both issues have. */
function listDropouts(rows: EntryRow[], previous: EntryRow[], issue: ChartIssueRow): EntryRow[] {
  if (issue.missing_before > 0) return []
  const here = new Set(rows.map(({ recording_id }) => recording_id))
  const depth = Math.min(issue.chart_size, issue.previous_size ?? issue.chart_size)
  return previous.filter(
    ({ is_best, recording_id, position }) => is_best && position <= depth && !here.has(recording_id),
  )
}

/** To six decimals, as the insights. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
