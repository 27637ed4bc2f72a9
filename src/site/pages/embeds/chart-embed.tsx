import { addresses } from '../../addresses.ts'
import type { IssueView } from '../../data/issue-view.ts'
import { formatAtLeast, formatAtMost, formatDate, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { MovementMark } from '../chart-columns.tsx'
import { aboutTerm, NameLink, SongLink } from '../names.tsx'
import { Table } from '../table.tsx'

/** Positions that another site can show. */
const depth = 10

/** The top ten of the newest issue, to be shown within another site; undefined if the chart has no address. */
export function createChartEmbed(view: IssueView): Page | undefined {
  const { chart, issue } = view
  const address = addresses.chartEmbed(chart.source, chart.chart)
  if (address === null) return undefined
  return {
    address,
    title: `${issue.chart_name}, ${formatDate(issue.chart_date)}`,
    description: `The top ten of ${issue.chart_name}.`,
    sources: [chart.source],
    isEmbedded: true,
    body: (link) => <TopTen view={view} link={link} />,
    data: undefined,
    table: null,
  }
}

function TopTen({ view: { chart, issue, entries }, link }: { view: IssueView; link: LinkTo }) {
  const { source } = chart
  return (
    <>
      <h1>
        <NameLink to={addresses.chart(source, chart.chart)} link={link}>
          {issue.chart_name}
        </NameLink>{' '}
        <time datetime={issue.chart_date}>{formatDate(issue.chart_date)}</time>
      </h1>
      <Table
        caption={`The top ten of ${issue.chart_name}`}
        isCaptionHidden
        hasBounds
        columns={[
          {
            head: '#',
            about: aboutTerm('position', link),
            title: 'Position',
            kind: 'n',
            cell: ({ position }) => formatNumber(position),
          },
          {
            head: '±',
            title: 'Movement since the previous observed issue',
            cell: ({ movement, status }) => <MovementMark movement={movement} status={status} />,
          },
          {
            head: 'Song',
            kind: 'name',
            isRowHead: true,
            cell: (entry) => (
              <>
                <SongLink name={{ source, ...entry }} link={link} />
                <br />
                <span class="artists">{entry.artists}</span>
              </>
            ),
          },
          {
            head: 'Peak',
            about: aboutTerm('peak_position', link),
            title: 'Best position so far',
            kind: 'n',
            cell: ({ peak_position, censored }) => formatAtMost(peak_position, censored),
          },
          {
            head: 'Issues',
            about: aboutTerm('issues_on_chart', link),
            title: 'Observed issues on the chart so far',
            kind: 'n',
            cell: ({ issues_on_chart, censored }) => formatAtLeast(issues_on_chart, censored),
          },
        ]}
        rows={entries.filter(({ position }) => position <= depth)}
      />
    </>
  )
}
