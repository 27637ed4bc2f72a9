import type { Result } from '../../warehouse/warehouse.ts'
import type { IssueView } from './issue-view.ts'

/** An issue as JSON. */
export function describeIssue({
  chart,
  issue,
  next_date,
  run_dates,
  with_hole,
  entries,
  dropouts,
}: IssueView) {
  return {
    source: chart.source,
    ...issue,
    next_date,
    run_dates,
    hole_dates: [...with_hole],
    entries: entries.map((entry) => ({
      ...pick(entry, csvColumns),
      last_30: entry.last_30,
      credits: entry.credits,
    })),
    dropouts: dropouts.map((entry) => ({ exit_position: entry.position, ...pick(entry, dropoutColumns) })),
  }
}

/** Some fields of an object, in the order of the given names. */
function pick<Row, Name extends keyof Row>(row: Row, names: readonly Name[]): Pick<Row, Name> {
  const picked = {} as Pick<Row, Name>
  for (const name of names) picked[name] = row[name]
  return picked
}

const dropoutColumns = [
  'song',
  'artists',
  'peak_position',
  'issues_on_chart',
  'streak',
  'song_id',
  'recording_id',
] as const

const csvColumns = [
  'position',
  'previous_position',
  'movement',
  'status',
  'song',
  'artists',
  'peak_position',
  'peak_date',
  'issues_at_peak',
  'issues_on_chart',
  'streak',
  'debut_date',
  'debut_position',
  'points',
  'total_points',
  'metric',
  'metric_name',
  'metric_change',
  'metric_share',
  'total_metric',
  'source_previous_position',
  'source_peak_position',
  'source_issues_on_chart',
  'censored',
  'song_id',
  'recording_id',
] as const

/** The entries of an issue as a table. */
export function listEntries({ entries }: IssueView): Result {
  return {
    columns: [...csvColumns],
    rows: entries.map((entry) => pick(entry, csvColumns)),
  }
}
