import { epochDays } from '../../../domain/time.ts'
import type { ChartIssueRow } from '../chart-issues.ts'
import { groupRows } from '../group-rows.ts'
import type { NamedEntry } from '../issue-view.ts'

/** Positions that the picture shows, and issues. */
export const bumpDepth = 10
export const bumpIssues = 12

/** A recording on the picture: its position on each issue, null where it is not on the chart. */
export interface BumpLine {
  recording_id: string
  song_id: string
  song: string | null
  artists: string | null
  /** As many as there are issues. Positions below the depth are kept: they say where a line goes. */
  positions: (number | null)[]
  best: number
}

/** The recordings that were in the top ten on one of the issues, in the order of the newest issue. */
export function listBumpLines(issues: ChartIssueRow[], entries: NamedEntry[]): BumpLine[] {
  const places = new Map(issues.map(({ chart_date }, index) => [epochDays(chart_date) ?? 0, index]))
  const lines: BumpLine[] = []
  for (const [recording_id, own] of groupRows(
    entries.filter(({ is_best }) => is_best),
    (entry) => entry.recording_id,
  )) {
    const best = Math.min(...own.map(({ position }) => position))
    const newest = own.at(-1)
    if (best > bumpDepth || newest === undefined) continue
    const positions: BumpLine['positions'] = issues.map(() => null)
    for (const { chart_days, position } of own) positions[places.get(chart_days) ?? 0] = position
    const { song_id, song, artists } = newest
    lines.push({ recording_id, song_id, song, artists, positions, best })
  }
  return lines.sort(compareLines)
}

function compareLines(first: BumpLine, second: BumpLine): number {
  const newest = ({ positions }: BumpLine) => positions.at(-1) ?? Number.POSITIVE_INFINITY
  const [one, other] = [newest(first), newest(second)]
  if (one !== other) return one < other ? -1 : 1
  return first.best - second.best || (first.recording_id < second.recording_id ? -1 : 1)
}
