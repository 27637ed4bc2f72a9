import { formatAtLeast, formatAtMost } from '../format-values.ts'
import type { Site, SiteChart } from '../site.ts'
import type { Credit } from './chart-entries.ts'
import type { ChartIssueRow } from './chart-issues.ts'
import { toDate } from './epoch-days.ts'
import { groupRows } from './group-rows.ts'
import type { NewestEntry, RecordingMember, SongEntry } from './song-entries.ts'

/** A recording on one chart: the figures of the insights `song_summary` and `chart_run`. */
export interface SongOnChart {
  chart: SiteChart
  /** From the first issue with the song to the one after the last. */
  issues: ChartIssueRow[]
  entries: SongEntry[]
  newest: NewestEntry
  issues_at_one: number
  issues_in_top_5: number
  issues_in_top_10: number
  issues_in_top_40: number
  climbs: number
  falls: number
  longest_stay: number
  on_chart: boolean
  censored: boolean
  /** `20-10-5 (RE) 57`, as the column `positions` of `chart_run`. */
  positions: string
}

export interface SongView {
  source: string
  recording_id: string
  song: string
  artists: string | null
  credits: Credit[]
  /** The ids that belong to the recording, the first seen first. */
  members: RecordingMember[]
  /** The charts that had it, in the order of the site. */
  charts: SongOnChart[]
}

/** The view of a recording from its entries; null if no chart of the site had it. */
export function viewSong(
  site: Site,
  { source, recording_id }: { source: string; recording_id: string },
  {
    entries,
    newest,
    members,
    credits,
    issues,
  }: {
    entries: SongEntry[]
    newest: NewestEntry[]
    members: RecordingMember[]
    credits: Map<string, Credit[]>
    issues: Map<string, ChartIssueRow[]>
  },
): SongView | null {
  const byChart = groupRows(entries, ({ chart }) => chart)
  const charts = site.charts.flatMap((chart) => {
    const own = chart.source === source ? byChart.get(chart.chart) : undefined
    const last = newest.find((entry) => entry.chart === chart.chart)
    if (own === undefined || last === undefined) return []
    return [measureSong(chart, own, last, issues.get(chart.chart) ?? [])]
  })
  if (charts.length === 0) return null
  const named = members.find(({ song_id }) => song_id === recording_id) ?? members[0]
  return {
    source,
    recording_id,
    song: named?.song ?? recording_id,
    artists: named?.artists ?? null,
    credits: credits.get(named?.song_id ?? recording_id) ?? [],
    members,
    charts,
  }
}

function measureSong(
  chart: SiteChart,
  entries: SongEntry[],
  newest: NewestEntry,
  all: ChartIssueRow[],
): SongOnChart {
  const start = all.findIndex(({ chart_date }) => chart_date === newest.debut_date)
  const end = all.findIndex(({ chart_date }) => chart_date === newest.chart_date)
  const issues = all.slice(start, end + 2)
  const after = all[end + 1]
  const count = (isCounted: (entry: SongEntry) => boolean) => entries.filter(isCounted).length
  return {
    chart,
    issues,
    entries,
    newest,
    issues_at_one: count(({ position }) => position === 1),
    issues_in_top_5: count(({ position }) => position <= 5),
    issues_in_top_10: count(({ position }) => position <= 10),
    issues_in_top_40: count(({ position }) => position <= 40),
    climbs: count((entry) => entry.missing_before === 0 && measureMovement(entry) > 0),
    falls: count((entry) => entry.missing_before === 0 && measureMovement(entry) < 0),
    longest_stay: Math.max(...entries.map(({ streak }) => streak)),
    on_chart: after === undefined,
    censored:
      newest.debut_censored ||
      newest.is_below_expected ||
      (after !== undefined && (after.missing_before > 0 || after.has_hole)),
    positions: writePositions(issues.slice(0, end - start + 1), entries),
  }
}

/** Positions up since the previous issue; 0 if the song was not on it. */
function measureMovement({ position, previous_position }: SongEntry): number {
  return previous_position === null ? 0 : previous_position - position
}

/** The stays joined by (RE); `?` is an unobserved issue, `–` an issue that may contain the song as an unreadable item. */
function writePositions(issues: ChartIssueRow[], entries: SongEntry[]): string {
  const byDate = new Map(entries.map((entry) => [toDate(entry.chart_days), entry]))
  const stays: string[][] = []
  let run = 0
  // Holes belong to a stay only if it goes on after them.
  let holes: string[] = []
  for (const { chart_date, missing_before, has_hole } of issues) {
    const entry = byDate.get(chart_date)
    if (entry === undefined) {
      if (has_hole) holes.push('–')
      continue
    }
    if (entry.run_number > run) stays.push([])
    else stays.at(-1)?.push(...holes)
    const unobserved = entry.previous_position === null ? 0 : missing_before
    stays.at(-1)?.push(...Array.from({ length: unobserved }, () => '?'), String(entry.position))
    run = entry.run_number
    holes = []
  }
  return stays.map((stay) => stay.join('-')).join(' (RE) ')
}

/** `entered at 42 on 2026-01-05, peaked at 1 for 3 issues, left from 88` */
export function describeRun({ newest, censored, on_chart, chart }: SongOnChart): string {
  const times = formatAtLeast(newest.issues_at_peak, censored)
  const unit = newest.issues_at_peak === 1 ? 'issue' : 'issues'
  const entered = newest.debut_censored
    ? `was at ${newest.debut_position} on ${newest.debut_date}, the first observed issue`
    : `entered at ${newest.debut_position} on ${newest.debut_date}`
  const ended = on_chart
    ? `is at ${newest.position} on the newest issue, of ${newest.chart_date}`
    : `left from ${newest.position} after ${newest.chart_date}`
  return `On ${chart.chart_name} it ${entered}, peaked at ${formatAtMost(newest.peak_position, censored)} for ${times} ${unit}, and ${ended}.`
}
