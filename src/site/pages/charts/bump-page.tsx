import type { Address } from '../../addresses.ts'
import type { Credit } from '../../data/chart-entries.ts'
import type { ChartIssueRow } from '../../data/chart-issues.ts'
import type { BumpLine } from '../../data/charts/bump-lines.ts'
import { formatCount, formatOptional } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { BumpPicture } from '../../pictures/bump-picture.tsx'
import type { SiteChart } from '../../site.ts'
import { createSongColumn } from '../name-columns.tsx'
import { aboutTerm } from '../names.tsx'
import { Table, type TableColumn } from '../table.tsx'
import { ChartViews } from './chart-views.tsx'

export interface BumpView {
  chart: SiteChart
  /** The newest issues, oldest first. */
  issues: ChartIssueRow[]
  lines: BumpLine[]
  /** The artists of each song. */
  credits: Map<string, Credit[]>
}

/** How the top ten of a chart moved over its last issues. */
export function createBumpPage(view: BumpView, address: Address): Page {
  const { chart, issues, lines } = view
  const dates = issues.map(({ chart_date }) => chart_date)
  return {
    address,
    title: `The top ten of ${chart.chart_name}, issue by issue`,
    description: `${formatCount(lines.length, 'song')} in the top ten of ${chart.chart_name} on its last ${formatCount(issues.length, 'issue')}.`,
    sources: [chart.source],
    body: (link) => <BumpBody view={view} address={address} link={link} />,
    data: { source: chart.source, chart: chart.chart, chart_name: chart.chart_name, dates, songs: lines },
    table: {
      columns: ['song', 'artists', 'recording_id', ...dates],
      rows: lines.map(({ song, artists, recording_id, positions }) => ({
        song,
        artists,
        recording_id,
        ...Object.fromEntries(dates.map((date, index) => [date, positions[index] ?? null])),
      })),
    },
  }
}

function BumpBody({ view, address, link }: { view: BumpView; address: Address; link: LinkTo }) {
  const { chart, issues, lines } = view
  return (
    <>
      <h1>The top ten of {chart.chart_name}, issue by issue</h1>
      <p class="lead">
        {formatCount(lines.length, 'song')} on the last {formatCount(issues.length, 'observed issue')}, from{' '}
        {issues[0]?.chart_date} to {issues.at(-1)?.chart_date}.
      </p>
      <ChartViews chart={chart} at={address} link={link} />
      {issues.length < 2 ? null : (
        <section class="scroll" aria-label="Picture of the top ten" tabindex={0}>
          <BumpPicture name={chart.chart_name} issues={issues} lines={lines} />
        </section>
      )}
      <Table
        caption={`Positions on the last ${formatCount(issues.length, 'issue')}`}
        columns={listPositionColumns(view, link)}
        rows={lines}
      />
    </>
  )
}

/** A column for each issue, the newest first. */
function listPositionColumns(
  { chart: { source }, issues, credits }: BumpView,
  link: LinkTo,
): TableColumn<BumpLine>[] {
  const dates = issues.map(({ chart_date }, index): TableColumn<BumpLine> => {
    const age = issues.length - 1 - index
    return {
      head: chart_date.slice(5),
      about: aboutTerm('position', link),
      title: chart_date,
      kind: 'n',
      isSortable: true,
      priority: age < 3 ? 1 : age < 5 ? 2 : age < 8 ? 3 : 4,
      cell: ({ positions }) => formatOptional(positions[index]),
    }
  })
  return [createSongColumn(source, link, ({ song_id }) => credits.get(song_id) ?? []), ...dates.reverse()]
}
