import { addresses } from '../../addresses.ts'
import { toDate } from '../../data/epoch-days.ts'
import { describeRun, type SongOnChart, type SongView } from '../../data/song-view.ts'
import { formatAtLeast, formatAtMost } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { drawSparkline } from '../../pictures/sparkline.ts'
import { createChartColumn } from '../name-columns.tsx'
import { aboutColumn, SongLink } from '../names.tsx'
import { Table } from '../table.tsx'

/** Issues that the picture shows, and charts of the table: the page is small. */
const mostIssues = 200
const mostCharts = 12

/** A recording on its charts, to be shown within another site; undefined if it has no address. */
export function createSongEmbed(view: SongView): Page | undefined {
  const address = addresses.songEmbed(view.source, view.recording_id)
  if (address === null) return undefined
  const [main] = view.charts
  return {
    address,
    title: view.artists === null ? view.song : `${view.song}, ${view.artists}`,
    description: main === undefined ? view.song : describeRun(main),
    sources: [view.source],
    isEmbedded: true,
    body: (link) => <SongCard view={view} link={link} />,
    data: undefined,
    table: null,
  }
}

function SongCard({ view, link }: { view: SongView; link: LinkTo }) {
  const [main] = view.charts
  return (
    <>
      <h1>
        <SongLink name={view} link={link} /> <span class="artists">{view.artists}</span>
      </h1>
      {main === undefined ? null : (
        <>
          <Run run={main} />
          <p>{describeRun(main)}</p>
        </>
      )}
      <Table
        caption={`${view.song} on the charts`}
        isCaptionHidden
        hasBounds
        columns={[
          createChartColumn<SongOnChart>(link),
          {
            head: 'Peak',
            about: aboutColumn('song_summary', 'peak_position', link),
            title: 'Best position',
            kind: 'n',
            cell: ({ newest, censored }) => formatAtMost(newest.peak_position, censored),
          },
          {
            head: 'Issues',
            about: aboutColumn('song_summary', 'issues_on_chart', link),
            title: 'Observed issues on the chart',
            kind: 'n',
            cell: ({ newest, censored }) => formatAtLeast(newest.issues_on_chart, censored),
          },
        ]}
        rows={view.charts.slice(0, mostCharts)}
      />
    </>
  )
}

/** The sentence below it says the same. */
function Run({ run: { chart, issues, entries } }: { run: SongOnChart }) {
  const byDate = new Map(entries.map(({ chart_days, position }) => [toDate(chart_days), position]))
  const positions = issues.slice(-mostIssues).map(({ chart_date }) => byDate.get(chart_date) ?? null)
  const { path, width, height } = drawSparkline(positions, chart.chart_size)
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
