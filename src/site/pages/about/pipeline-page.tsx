import type { ResultRow } from '../../../warehouse/warehouse.ts'
import { addresses } from '../../addresses.ts'
import type { PipelineState, RunAttempt, WithheldIssue } from '../../data/whole/pipeline-state.ts'
import { formatColumnName, formatNumber, formatShare, formatValue } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import type { Site, SiteChart } from '../../site.ts'
import { aboutColumn, aboutTerm, NameLink } from '../names.tsx'
import { Table, type TableColumn } from '../table.tsx'

/** The state of the data. It has instants; ages are worked out in the browser. */
export function createPipelinePage(site: Site, state: PipelineState): Page {
  return {
    address: addresses.pipeline,
    title: 'Pipeline',
    description: 'How fresh and how complete every chart is, what could not be read, and what was withheld.',
    sources: [],
    body: (link) => <PipelineBody site={site} state={state} link={link} />,
    data: { charts: site.charts, ...state },
    table: {
      columns: ['source', 'chart', 'first_date', 'last_date', 'issues', 'expected_issues', 'fetched_at'],
      rows: site.charts.map(
        ({ source, chart, first_date, last_date, issues, expected_issues, fetched_at }) => ({
          source,
          chart,
          first_date,
          last_date,
          issues,
          expected_issues,
          fetched_at,
        }),
      ),
    },
  }
}

function PipelineBody({ site, state, link }: { site: Site; state: PipelineState; link: LinkTo }) {
  const { coverage, rejects, withheld, runs } = state
  const gaps = coverage.filter(({ missing_before }) => Number(missing_before) > 0)
  return (
    <>
      <h1>Pipeline</h1>
      <Part id="fresh" title="Freshness and coverage" empty="There is no chart yet." rows={site.charts}>
        {listChartColumns(link)}
      </Part>
      <Part
        id="gaps"
        title="Gaps"
        empty="Every issue that was expected up to the newest was observed."
        rows={gaps}
      >
        {listValueColumns({ source: 4, chart: 1, gap_from: 1, gap_to: 2, missing_before: 1 })}
      </Part>
      <Part id="withheld" title="Withheld issues" empty="No issue is withheld." rows={withheld}>
        {withheldColumns}
      </Part>
      <Part id="rejects" title="What could not be read" empty="Every item could be read." rows={rejects}>
        {listValueColumns({ source: 4, chart: 1, reason: 1, rejects: 1, last_date: 3, example_detail: 3 })}
      </Part>
      <Part id="runs" title="Newest runs" empty="No run is stored." rows={runs}>
        {runColumns}
      </Part>
    </>
  )
}

interface PartProps<Row> {
  id: string
  title: string
  /** What to say without rows. */
  empty: string
  rows: Row[]
  children: TableColumn<Row>[]
}

function Part<Row>({ id, title, empty, rows, children }: PartProps<Row>) {
  return (
    <>
      <h2 id={id}>{title}</h2>
      {rows.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <Table caption={title} isCaptionHidden columns={children} rows={rows} />
      )}
    </>
  )
}

function Instant({ at }: { at: string }) {
  return (
    <time datetime={at} data-age="">
      {at.slice(0, 16).replace('T', ' ')} UTC
    </time>
  )
}

function listChartColumns(link: LinkTo): TableColumn<SiteChart>[] {
  return [
    {
      head: 'Chart',
      kind: 'name',
      isRowHead: true,
      isSortable: true,
      sortKey: ({ chart_name }) => chart_name,
      cell: ({ source, chart, chart_name }) => (
        <>
          <NameLink to={addresses.chart(source, chart)} link={link}>
            {chart_name}
          </NameLink>{' '}
          <span class="quiet">{source}</span>
        </>
      ),
    },
    {
      head: 'Newest',
      title: 'Date of the newest issue',
      isSortable: true,
      cell: ({ last_date }) => last_date,
    },
    {
      head: 'Observed',
      title: 'When the source gave the newest issue',
      isSortable: true,
      sortKey: ({ fetched_at }) => fetched_at,
      priority: 2,
      cell: ({ fetched_at }) => <Instant at={fetched_at} />,
    },
    {
      head: 'Next due',
      title: 'Day by which the next issue should be observed',
      isSortable: true,
      sortKey: ({ due_date }) => due_date,
      priority: 2,
      cell: ({ due_date }) =>
        due_date === null ? (
          ''
        ) : (
          <time datetime={due_date} data-due="">
            {due_date}
          </time>
        ),
    },
    {
      head: 'First',
      title: 'Date of the first issue',
      priority: 3,
      isSortable: true,
      cell: ({ first_date }) => first_date,
    },
    {
      head: 'Issues',
      about: aboutColumn('coverage', 'observed', link),
      title: 'Observed issues',
      kind: 'n',
      priority: 2,
      isSortable: true,
      cell: ({ issues }) => formatNumber(issues),
    },
    {
      head: 'Coverage',
      about: aboutTerm('coverage', link),
      title: 'Observed issues divided by expected issues',
      kind: 'n',
      isSortable: true,
      sortKey: ({ issues, expected_issues }) => issues / Math.max(1, expected_issues),
      cell: ({ issues, expected_issues }) => formatShare(issues / Math.max(1, expected_issues)),
    },
  ]
}

/** Some columns of an answer, with their priorities. */
function listValueColumns(priorities: Record<string, 1 | 2 | 3 | 4>): TableColumn<ResultRow>[] {
  return Object.entries(priorities).map(([name, priority]) => ({
    head: formatColumnName(name),
    isRowHead: name === 'chart',
    isSortable: true,
    priority,
    cell: (row) => formatValue(row[name] ?? null),
  }))
}

const withheldColumns: TableColumn<WithheldIssue>[] = [
  { head: 'Chart', isRowHead: true, cell: ({ source, chart }) => `${source}/${chart}` },
  { head: 'Date', cell: ({ chart_date }) => chart_date },
  { head: 'Checks', title: 'Checks that failed', priority: 2, cell: ({ checks }) => checks },
  { head: 'Failures', kind: 'count', priority: 2, cell: ({ failures }) => formatNumber(failures) },
  { head: 'Example', priority: 3, cell: ({ example }) => example },
  { head: 'Fetched', priority: 2, cell: ({ fetched_at }) => <Instant at={fetched_at} /> },
]

const runColumns: TableColumn<RunAttempt>[] = [
  { head: 'Started', cell: ({ started_at }) => <Instant at={started_at} /> },
  {
    head: 'Chart',
    isRowHead: true,
    cell: ({ source, chart }) => (chart === null ? source : `${source}/${chart}`),
  },
  { head: 'For', title: 'Requested chart date', priority: 2, cell: ({ chart_date }) => chart_date },
  {
    head: 'Outcome',
    cell: ({ outcome, error_code }) => (error_code === null ? outcome : `${outcome}: ${error_code}`),
  },
  { head: 'Requests', kind: 'count', priority: 3, cell: ({ requests }) => formatNumber(requests) },
]
