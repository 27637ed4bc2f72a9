import { findNeighbours } from '../data/entry-facts.ts'
import type { EntryView, IssueView } from '../data/issue-view.ts'
import {
  capitalize,
  formatAtLeast,
  formatAtMost,
  formatChange,
  formatMovement,
  formatNumber,
  formatOptional,
  formatShare,
} from '../format-values.ts'
import type { LinkTo } from '../page.ts'
import { drawSparkline } from '../pictures/sparkline.ts'
import { EntryName } from './entry-name.tsx'
import { aboutColumn, aboutTerm } from './names.tsx'
import type { TableColumn } from './table.tsx'

/** The columns of a chart, in the order in which readers expect them. */
export function listColumns(view: IssueView, link: LinkTo): TableColumn<EntryView>[] {
  const { issue, metric_name } = view
  const hasPublished = view.entries.some(
    (row) =>
      row.source_previous_position !== null ||
      row.source_peak_position !== null ||
      row.source_issues_on_chart !== null,
  )
  const neighbours = findNeighbours(view.entries)
  return [
    {
      head: '#',
      about: aboutTerm('position', link),
      title: 'Position',
      kind: 'n',
      isSortable: true,
      cell: ({ position }) => formatNumber(position),
    },
    {
      head: '±',
      about: aboutTerm('movement', link),
      title: 'Movement since the previous observed issue',
      isSortable: true,
      sortKey: ({ movement }) => movement,
      cell: ({ movement, status }) => <MovementMark movement={movement} status={status} />,
    },
    {
      head: 'Song',
      kind: 'name',
      isRowHead: true,
      isSortable: true,
      sortKey: ({ song, song_id }) => song ?? song_id,
      cell: (entry) => (
        <EntryName entry={entry} view={view} neighbours={neighbours.get(entry.position)} link={link} />
      ),
    },
    {
      head: 'Prev.',
      about: aboutTerm('previous_position', link),
      title: 'Previous position',
      kind: 'n',
      priority: 3,
      isSortable: true,
      cell: ({ previous_position }) => formatOptional(previous_position),
    },
    {
      head: 'Peak',
      about: aboutTerm('peak_position', link),
      title: 'Best position so far, and the number of issues there',
      kind: 'n',
      isSortable: true,
      sortKey: ({ peak_position }) => peak_position,
      cell: (entry) => (
        <>
          <span data-field="peak_position">{formatAtMost(entry.peak_position, entry.censored)}</span>
          <span class="times">
            {' ×\u2009'}
            <span data-field="issues_at_peak">{formatAtLeast(entry.issues_at_peak, entry.censored)}</span>
          </span>
        </>
      ),
    },
    {
      head: 'Issues',
      about: aboutTerm('issues_on_chart', link),
      title: 'Observed issues on the chart so far',
      kind: 'n',
      isSortable: true,
      sortKey: ({ issues_on_chart }) => issues_on_chart,
      cell: ({ issues_on_chart, censored }) => formatAtLeast(issues_on_chart, censored),
    },
    {
      head: 'Streak',
      about: aboutTerm('streak', link),
      title: 'Consecutive observed issues up to this one',
      kind: 'n',
      priority: 3,
      isSortable: true,
      sortKey: ({ streak }) => streak,
      cell: ({ streak, censored }) => formatAtLeast(streak, censored),
    },
    ...(metric_name === null ? pointsColumns(link) : metricColumns(metric_name, link)),
    ...(hasPublished ? publishedColumns(link) : []),
    {
      head: 'Run',
      about: aboutColumn('chart', 'last_30', link),
      title: `Positions on the last ${view.run_dates.length} observed issues`,
      kind: 'run',
      priority: 2,
      cell: ({ last_30 }) => <Run positions={last_30} chartSize={issue.chart_size} />,
    },
  ]
}

function pointsColumns(link: LinkTo): TableColumn<EntryView>[] {
  return [
    {
      head: 'Points',
      about: aboutTerm('points', link),
      title: 'Chart size + 1 − position',
      kind: 'n',
      priority: 4,
      isSortable: true,
      cell: ({ points }) => formatOptional(points),
    },
    {
      head: 'Total',
      about: aboutColumn('song_summary', 'points', link),
      title: 'Points of all observed issues so far',
      kind: 'n',
      priority: 4,
      isSortable: true,
      cell: ({ total_points, censored }) => formatAtLeast(total_points, censored),
      sortKey: ({ total_points }) => total_points,
    },
  ]
}

function metricColumns(name: string, link: LinkTo): TableColumn<EntryView>[] {
  return [
    {
      head: capitalize(name),
      about: aboutColumn('chart', 'metric', link),
      title: `${capitalize(name)} of this issue, as the source states them`,
      kind: 'n',
      priority: 2,
      isSortable: true,
      cell: ({ metric }) => formatOptional(metric),
    },
    {
      head: 'Change',
      about: aboutColumn('chart', 'metric_change', link),
      title: `${capitalize(name)} minus those of the previous observed issue`,
      kind: 'n',
      priority: 3,
      isSortable: true,
      sortKey: ({ metric_change }) => metric_change,
      cell: ({ metric_change }) => formatChange(metric_change),
    },
    {
      head: 'Share',
      about: aboutColumn('chart', 'metric_share', link),
      title: `${capitalize(name)} divided by those of no. 1`,
      kind: 'n',
      priority: 4,
      isSortable: true,
      sortKey: ({ metric_share }) => metric_share,
      cell: ({ metric_share }) => formatShare(metric_share),
    },
    {
      head: 'Total',
      about: aboutColumn('metric_totals', 'total', link),
      title: `${capitalize(name)} of all observed issues so far`,
      kind: 'n',
      priority: 3,
      isSortable: true,
      sortKey: ({ total_metric }) => total_metric,
      cell: ({ total_metric, censored }) =>
        total_metric === null ? '' : formatAtLeast(total_metric, censored),
    },
  ]
}

function publishedColumns(link: LinkTo): TableColumn<EntryView>[] {
  const column = (
    head: string,
    title: string,
    field: 'source_previous_position' | 'source_peak_position' | 'source_issues_on_chart',
  ) => ({
    head,
    about: aboutColumn('chart', field, link),
    title,
    kind: 'n' as const,
    priority: 4 as const,
    isSortable: true,
    cell: (entry: EntryView) => formatOptional(entry[field]),
  })
  return [
    column('Prev. (source)', 'Previous position, as the source states it', 'source_previous_position'),
    column('Peak (source)', 'Best position, as the source states it', 'source_peak_position'),
    column('Issues (source)', 'Issues on the chart, as the source states them', 'source_issues_on_chart'),
  ]
}

export function MovementMark({ movement, status }: { movement: number | null; status: string | null }) {
  const { kind, sign, words } = formatMovement(movement, status)
  return (
    <span class={`move ${kind}`} title={words}>
      {sign}
    </span>
  )
}

function Run({ positions, chartSize }: { positions: (number | null)[]; chartSize: number }) {
  const { path, width, height } = drawSparkline(positions, chartSize)
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
