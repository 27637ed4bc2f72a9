import type { SongOnChart } from '../../data/song-view.ts'
import { formatAtLeast, formatAtMost, formatNumber, formatOptional } from '../../format-values.ts'
import type { LinkTo } from '../../page.ts'
import { createChartColumn } from '../name-columns.tsx'
import { aboutColumn } from '../names.tsx'
import type { TableColumn } from '../table.tsx'

/** The figures of a song on a chart: those of the insight `song_summary`. */
export function listSongFigures(link: LinkTo): TableColumn<SongOnChart>[] {
  const number = (
    head: string,
    name: string,
    title: string,
    cell: (run: SongOnChart) => string,
    priority: 1 | 2 | 3 | 4 = 3,
  ): TableColumn<SongOnChart> => ({
    head,
    about: aboutColumn('song_summary', name, link),
    title,
    kind: 'n',
    priority,
    cell,
  })
  const atLeast = (
    head: string,
    name: string,
    title: string,
    count: (run: SongOnChart) => number,
    priority: 1 | 2 | 3 | 4 = 3,
  ) => number(head, name, title, (run) => formatAtLeast(count(run), run.censored), priority)
  return [
    createChartColumn(link),
    {
      head: 'Debut',
      about: aboutColumn('song_summary', 'debut_date', link),
      title: 'First issue with the song',
      priority: 2,
      cell: ({ newest, censored }) => formatAtMost(newest.debut_date, censored),
    },
    number(
      'Debut at',
      'debut_position',
      'Position on the first issue',
      ({ newest }) => formatNumber(newest.debut_position),
      3,
    ),
    number(
      'Peak',
      'peak_position',
      'Best position',
      ({ newest, censored }) => formatAtMost(newest.peak_position, censored),
      1,
    ),
    {
      head: 'Peak date',
      about: aboutColumn('song_summary', 'peak_date', link),
      title: 'First issue at the peak',
      priority: 4,
      cell: ({ newest }) => newest.peak_date,
    },
    atLeast('× Peak', 'issues_at_peak', 'Issues at the peak', ({ newest }) => newest.issues_at_peak, 2),
    atLeast(
      'Issues',
      'issues_on_chart',
      'Observed issues with the song',
      ({ newest }) => newest.issues_on_chart,
      1,
    ),
    atLeast('No. 1', 'issues_at_one', 'Issues at no. 1', (run) => run.issues_at_one, 2),
    atLeast('Top 5', 'issues_in_top_5', 'Issues in the top five', (run) => run.issues_in_top_5, 4),
    atLeast('Top 10', 'issues_in_top_10', 'Issues in the top ten', (run) => run.issues_in_top_10, 3),
    atLeast('Top 40', 'issues_in_top_40', 'Issues in the top forty', (run) => run.issues_in_top_40, 4),
    number(
      'Climbs',
      'climbs',
      'Issues on which it was higher than before',
      (run) => formatNumber(run.climbs),
      4,
    ),
    number('Falls', 'falls', 'Issues on which it was lower than before', (run) => formatNumber(run.falls), 4),
    number(
      'Stays',
      'stays',
      'How often it entered the chart',
      ({ newest }) => formatNumber(newest.run_number),
      4,
    ),
    atLeast('Longest', 'longest_stay', 'Most consecutive observed issues', (run) => run.longest_stay, 4),
    atLeast('Points', 'points', 'Sum of chart size + 1 − position', ({ newest }) => newest.points, 3),
    {
      head: 'Last',
      about: aboutColumn('song_summary', 'last_date', link),
      title: 'Last issue with the song',
      priority: 2,
      cell: ({ newest }) => newest.chart_date,
    },
    number(
      'Last at',
      'last_position',
      'Position on the last issue',
      ({ newest }) => formatNumber(newest.position),
      2,
    ),
    ...publishedColumns.map(({ head, title, field }) =>
      number(head, field, title, ({ newest }) => formatOptional(newest[field]), 4),
    ),
  ]
}

const publishedColumns = [
  { head: 'Peak (source)', title: 'Best position, as the source states it', field: 'source_peak_position' },
  {
    head: 'Issues (source)',
    title: 'Issues on the chart, as the source states them',
    field: 'source_issues_on_chart',
  },
] as const
