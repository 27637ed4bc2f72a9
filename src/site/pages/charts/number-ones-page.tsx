import type { Answer } from '../../../insights/run-insight.ts'
import { type Address, addresses } from '../../addresses.ts'
import type { Credit } from '../../data/chart-entries.ts'
import type { ChartIssueRow } from '../../data/chart-issues.ts'
import type { Reign } from '../../data/charts/chart-reigns.ts'
import { formatCount, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { ReignCalendar } from '../../pictures/reign-calendar.tsx'
import type { SiteChart } from '../../site.ts'
import { createSongColumn } from '../name-columns.tsx'
import { aboutColumn } from '../names.tsx'
import { Table, type TableColumn } from '../table.tsx'
import { listAnswerColumns } from './answer-columns.tsx'
import { ChartViews } from './chart-views.tsx'

export interface NumberOnesView {
  chart: SiteChart
  issues: ChartIssueRow[]
  /** Oldest first. */
  reigns: Reign[]
  /** The answer of the insight `number_ones`. */
  answer: Answer
  /** The artists of each recording. */
  credits: Map<string, Credit[]>
}

/** All number ones of a chart: as a calendar, by song, and reign by reign. */
export function createNumberOnesPage(view: NumberOnesView, address: Address): Page {
  const { chart, reigns, answer } = view
  return {
    address,
    title: `Number ones of ${chart.chart_name}`,
    description: `${formatCount(answer.rows.length, 'song')} at no. 1 of ${chart.chart_name} since ${chart.first_date}, in ${formatCount(reigns.length, 'reign')}.`,
    sources: [chart.source],
    body: (link) => <NumberOnesBody view={view} address={address} link={link} />,
    data: {
      source: chart.source,
      chart: chart.chart,
      chart_name: chart.chart_name,
      songs: answer.rows,
      reigns,
    },
    table: { columns: [...reignColumnNames], rows: reigns.map((reign) => ({ ...reign })) },
  }
}

const reignColumnNames = ['first_date', 'last_date', 'issues', 'song', 'artists', 'recording_id'] as const

function NumberOnesBody({ view, address, link }: { view: NumberOnesView; address: Address; link: LinkTo }) {
  const { chart, issues, reigns, answer, credits } = view
  const { chart_name, first_date } = chart
  return (
    <>
      <h1>Number ones of {chart_name}</h1>
      <p class="lead">
        {formatCount(answer.rows.length, 'song')} in {formatCount(reigns.length, 'reign')} since {first_date}.
      </p>
      <ChartViews chart={chart} at={address} link={link} />
      <section class="scroll" aria-label="Calendar of number ones" tabindex={0}>
        <ReignCalendar name={chart_name} issues={issues} reigns={reigns} />
      </section>
      <h2 id="songs">By song</h2>
      <p class="quiet">
        <a href={link(addresses.insight('number_ones'))}>How is this calculated?</a>
      </p>
      <Table
        caption={`Songs at no. 1 of ${chart_name}`}
        isCaptionHidden
        hasBounds
        columns={listAnswerColumns(answer, { insight: 'number_ones', source: chart.source, credits, link })}
        rows={answer.rows}
      />
      <h2 id="reigns">Reign by reign</h2>
      <Table
        caption={`Reigns at no. 1 of ${chart_name}, the newest first`}
        isCaptionHidden
        columns={listReignColumns(view, link)}
        rows={[...reigns].reverse()}
      />
    </>
  )
}

function listReignColumns(
  { chart: { source, chart }, credits }: NumberOnesView,
  link: LinkTo,
): TableColumn<Reign>[] {
  return [
    {
      head: 'From',
      title: 'First issue of the reign',
      isSortable: true,
      sortKey: ({ first_date }) => first_date,
      cell: ({ first_date }) => {
        const to = addresses.issue(source, chart, first_date)
        return to === null ? first_date : <a href={link(to)}>{first_date}</a>
      },
    },
    {
      head: 'To',
      title: 'Last issue of the reign',
      priority: 2,
      isSortable: true,
      cell: ({ last_date }) => last_date,
    },
    createSongColumn(source, link, ({ recording_id }) => credits.get(recording_id) ?? []),
    {
      head: 'Issues',
      about: aboutColumn('number_one_calendar', 'reign_issues', link),
      title: 'Observed issues of the reign',
      kind: 'n',
      isSortable: true,
      cell: ({ issues }) => formatNumber(issues),
    },
  ]
}
