import type { Result } from '../../warehouse/warehouse.ts'
import type { IssueView } from './issue-view.ts'

/** An issue as JSON. */
export function describeIssue({ chart, issue, next_date, run_dates, entries, dropouts }: IssueView) {
  const { source } = chart
  return {
    source,
    ...issue,
    next_date,
    run_dates,
    entries: entries.map(({ chart_date: _, ...entry }) => entry),
    dropouts: dropouts.map(
      ({ position, song_id, recording_id, song, artists, peak_position, issues_on_chart, streak }) => ({
        exit_position: position,
        song_id,
        recording_id,
        song,
        artists,
        peak_position,
        issues_on_chart,
        streak,
      }),
    ),
  }
}

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
    rows: entries.map((entry) => Object.fromEntries(csvColumns.map((column) => [column, entry[column]]))),
  }
}
