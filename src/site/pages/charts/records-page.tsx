import type { Answer } from '../../../insights/run-insight.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'
import { type Address, addresses } from '../../addresses.ts'
import type { Credit } from '../../data/chart-entries.ts'
import { groupRows } from '../../data/group-rows.ts'
import { capitalize, formatColumnName, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import type { SiteChart } from '../../site.ts'
import { Table } from '../table.tsx'
import { listAnswerColumns } from './answer-columns.tsx'
import { ChartViews } from './chart-views.tsx'

export interface RecordsView {
  chart: SiteChart
  /** The answer of the insight `records`. */
  answer: Answer
  /** The artists of each recording. */
  credits: Map<string, Credit[]>
}

/** Holders in each list. The answer also has those that tie with the last one; a short chart has many. */
export const mostHolders = 10

/** Columns that say the same in every row of a list. */
const same = ['source', 'chart', 'record', 'unit', 'since', 'margin', 'previous_holder', 'previous_holders']
const left = [...same, 'previous_value', 'previous_reached_on']

/** The records of a chart, a list of the best holders of each. */
export function createRecordsPage(view: RecordsView, address: Address): Page {
  const { chart, answer } = view
  return {
    address,
    title: `Records of ${chart.chart_name}`,
    description: `The longest stays, biggest jumps and other records of ${chart.chart_name} since ${chart.first_date}.`,
    sources: [chart.source],
    body: (link) => <RecordsBody view={view} address={address} link={link} />,
    data: {
      source: chart.source,
      chart: chart.chart,
      chart_name: chart.chart_name,
      notes: answer.notes,
      records: answer.rows,
    },
    table: { columns: answer.columns, rows: answer.rows },
  }
}

function RecordsBody({ view, address, link }: { view: RecordsView; address: Address; link: LinkTo }) {
  const { chart, answer, credits } = view
  const records = [...groupRows(answer.rows, ({ record }) => String(record))]
  return (
    <>
      <h1>Records of {chart.chart_name}</h1>
      <p class="lead">
        Counted since {chart.first_date}, the first observed issue: earlier records are unknown.{' '}
        <a href={link(addresses.insight('records'))}>How is this calculated?</a>
      </p>
      <ChartViews chart={chart} at={address} link={link} />
      {answer.notes.map((note) => (
        <p class="note">{note}</p>
      ))}
      <div class="lists">
        {records.map(([record, rows]) => {
          const title = capitalize(formatColumnName(record))
          return (
            <section aria-labelledby={record}>
              <h2 id={record}>{title}</h2>
              <Table
                caption={`${title}, in ${String(rows[0]?.unit)}`}
                isCaptionHidden
                hasBounds
                columns={listAnswerColumns(answer, {
                  insight: 'records',
                  source: chart.source,
                  credits,
                  link,
                  without: left,
                }).map((column) =>
                  column.head === 'Value' ? { ...column, head: capitalize(String(rows[0]?.unit)) } : column,
                )}
                rows={rows.slice(0, mostHolders)}
              />
              <MoreHolders rows={rows} />
            </section>
          )
        })}
      </div>
    </>
  )
}

/** How many more holders share the last value of a list. */
function MoreHolders({ rows }: { rows: ResultRow[] }) {
  const more = rows.length - mostHolders
  const last = rows.at(-1)
  return more <= 0 || last === undefined ? null : (
    <p class="quiet">
      and {formatNumber(more)} more at {formatNumber(Number(last.value))}; the data of this page has all
    </p>
  )
}
