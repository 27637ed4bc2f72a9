import { epochDays } from '../../domain/time.ts'
import type { SiteChart } from '../site.ts'
import type { Credit, EarlierEntries, EntryRow, SongName } from './chart-entries.ts'
import type { ChartIssueRow } from './chart-issues.ts'
import { toDate } from './epoch-days.ts'
import { groupRows } from './group-rows.ts'

/** How many issues the small picture of a run covers, as the column `last_30` of the insight `chart`. */
export const runLength = 30

/** An entry with its dates and names. */
export interface NamedEntry extends EntryRow {
  debut_date: string
  peak_date: string
  song: string | null
  artists: string | null
}

/** An entry as a chart page shows it. */
export interface EntryView extends NamedEntry {
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
  /** Those of these dates before which expected issues were not observed. */
  after_gap: Set<string>
  /** Those of these dates whose issues have a hole: a song that is missing may be there. */
  with_hole: Set<string>
  entries: EntryView[]
  /** Entries of the previous issue whose song is not on this one, from the top. */
  dropouts: NamedEntry[]
  /** What the source measures, e.g. streams; null if it measures nothing. */
  metric_name: string | null
}

interface RecordingState {
  points: number
  metric: number | null
  /** Position by issue, as far back as the picture reaches. */
  positions: Map<number, number>
  lastDay: number
  lastMetric: number | null
  /** The issue before the last one with the recording, and the metric on it. */
  previousDay: number
  previousMetric: number | null
}

/** What is read beside the entries of a chart. */
export interface EntryFacts {
  /** What each recording had before the first entry; its positions as far back as the picture reaches. */
  earlier: Map<string, EarlierEntries>
  names: Map<string, SongName>
  credits: Map<string, Credit[]>
}

/**
 * Goes through the entries of a chart issue by issue and makes the view of each wanted one. The entries begin with the issue
 * before the first wanted one.
 */
export function* walkIssues(
  chart: SiteChart,
  issues: ChartIssueRow[],
  entries: EntryRow[],
  { wanted, ...facts }: EntryFacts & { wanted: Set<string> },
): Generator<IssueView> {
  const states = new Map<string, RecordingState>()
  const byDate = groupRows(entries, ({ chart_days }) => chart_days)
  const days = issues.map(({ chart_date }) => epochDays(chart_date) ?? 0)
  for (const [index, issue] of issues.entries()) {
    const rows = byDate.get(days[index] ?? 0)
    if (rows === undefined) continue
    for (const row of rows) if (row.is_best) advance(states, facts, row)
    if (!wanted.has(issue.chart_date)) continue
    const first = Math.max(0, index - runLength + 1)
    const previous = byDate.get(days[index - 1] ?? -1) ?? []
    const run = issues.slice(first, index + 1)
    yield {
      chart,
      issue,
      next_date: issues[index + 1]?.chart_date ?? null,
      run_dates: run.map(({ chart_date }) => chart_date),
      after_gap: listDates(run.filter(({ missing_before }) => missing_before > 0)),
      with_hole: listDates(run.filter(({ has_hole }) => has_hole)),
      entries: viewEntries(rows, states, { ...facts, run: days.slice(first, index + 1) }),
      dropouts: listDropouts(rows, previous, issue).map((row) => nameEntry(row, facts.names)),
      metric_name: rows.find(({ metric_name }) => metric_name !== null)?.metric_name ?? null,
    }
  }
}

function listDates(issues: ChartIssueRow[]): Set<string> {
  return new Set(issues.map(({ chart_date }) => chart_date))
}

/** Adds dates and names to an entry. */
export function nameEntry(row: EntryRow, names: Map<string, SongName>): NamedEntry {
  const name = names.get(row.song_id)
  return Object.assign(row, {
    debut_date: toDate(row.debut_days),
    peak_date: toDate(row.peak_days),
    song: name?.song ?? null,
    artists: name?.artists ?? null,
  })
}

/** Adds an entry to what is known of its recording. */
function advance(states: Map<string, RecordingState>, { earlier }: EntryFacts, row: EntryRow) {
  const { recording_id, chart_days, position, points, metric } = row
  let state = states.get(recording_id)
  if (state === undefined) {
    const before = earlier.get(recording_id)
    state = {
      points: before?.points ?? 0,
      metric: before?.metric ?? null,
      positions: new Map(before?.positions),
      lastDay: -1,
      lastMetric: null,
      previousDay: -1,
      previousMetric: null,
    }
    states.set(recording_id, state)
  }
  state.points += points ?? 0
  if (metric !== null) state.metric = (state.metric ?? 0) + metric
  state.positions.set(chart_days, position)
  if (state.positions.size > runLength) {
    for (const oldest of state.positions.keys()) {
      state.positions.delete(oldest)
      break
    }
  }
  state.previousMetric = state.lastMetric
  state.previousDay = state.lastDay
  state.lastDay = chart_days
  state.lastMetric = metric
}

function viewEntries(
  rows: EntryRow[],
  states: Map<string, RecordingState>,
  { run, names, credits }: EntryFacts & { run: number[] },
): EntryView[] {
  const leaders = rows.flatMap(({ position, metric }) => (position === 1 && metric !== null ? metric : []))
  const most = leaders.length === 0 ? null : Math.max(...leaders)
  return rows.map((row) => {
    const state = states.get(row.recording_id)
    const isComparable = row.is_best && state !== undefined && state.previousDay === run.at(-2)
    const before = isComparable ? state.previousMetric : null
    return Object.assign(nameEntry(row, names), {
      metric_change: row.metric === null || before === null ? null : row.metric - before,
      metric_share: row.metric === null || most === null || most === 0 ? null : round(row.metric / most),
      total_points: state?.points ?? 0,
      total_metric: state?.metric ?? null,
      last_30: run.map((day) => state?.positions.get(day) ?? null),
      credits: credits.get(row.song_id) ?? noCredits,
    })
  })
}

const noCredits: Credit[] = []

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
