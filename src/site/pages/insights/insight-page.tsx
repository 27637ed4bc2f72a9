import type { Insight } from '../../../insights/insight-header.ts'
import type { Answer } from '../../../insights/run-insight.ts'
import type { ResultRow, Value } from '../../../warehouse/warehouse.ts'
import { addresses } from '../../addresses.ts'
import {
  describeColumn,
  formatBound,
  formatColumnName,
  formatCount,
  formatValue,
} from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { InsightFigure } from '../../pictures/insight-figure.tsx'
import { drawSparkline } from '../../pictures/sparkline.ts'
import type { SiteChart } from '../../site.ts'
import { MovementMark } from '../chart-columns.tsx'
import { ArtistLinks, NameLink, SongLink } from '../names.tsx'
import { readSortKey, Table, type TableColumn } from '../table.tsx'
import { rankColumns } from './column-priority.ts'

/** The answer of an insight for the main chart, or why there is no answer. */
export type InsightAnswer =
  | {
      answer: Answer
      source: string | null
      /** The chart that the answer is about; null if it is about several. */
      chart: SiteChart | null
    }
  | { problem: string }

/** The most rows that a page shows; the data beside it has all. */
const mostRows = 200

/** The page of an insight, made from its header alone. */
export function createInsightPage(insight: Insight, result: InsightAnswer, sources: string[]): Page {
  const { name, title, question } = insight
  const answer = 'answer' in result ? result.answer : null
  return {
    address: addresses.insight(name),
    title,
    description: question,
    sources,
    body: (link) => <InsightBody insight={insight} result={result} link={link} />,
    data: {
      insight: name,
      title,
      question,
      grain: insight.grain,
      parameters: insight.parameters,
      columns: insight.columns,
      sql: insight.sql,
      answer:
        answer === null
          ? null
          : {
              parameters: answer.parameters,
              charts: answer.charts,
              coverage: answer.coverage,
              notes: answer.notes,
              rows: answer.rows,
            },
    },
    table: answer === null ? null : { columns: answer.columns, rows: answer.rows },
  }
}

function InsightBody({ insight, result, link }: { insight: Insight; result: InsightAnswer; link: LinkTo }) {
  const { title, question, name, grain, parameters, columns, sql, needs } = insight
  return (
    <>
      <p class="crumbs">
        <a href={link(addresses.insights)}>Insights</a> / {insight.subject}
      </p>
      <h1>{title}</h1>
      <p class="lead">{question}</p>
      {'problem' in result ? (
        <p class="note">{result.problem}</p>
      ) : (
        <AnswerTable insight={insight} result={result} link={link} />
      )}
      <h2 id="definition">How is this calculated?</h2>
      <p>
        The answer has {grain}. {needs.length === 0 ? '' : `It needs ${needs.join(', ')}.`}
      </p>
      <Table
        caption="Columns"
        columns={[
          {
            head: 'Column',
            isRowHead: true,
            cell: (column) => <span id={`column-${column.name}`}>{column.name}</span>,
          },
          { head: 'Meaning', cell: ({ meaning }) => meaning },
          { head: 'Unit', priority: 2, cell: ({ unit }) => unit },
        ]}
        rows={columns}
      />
      {parameters.length === 0 ? null : (
        <Table
          caption="Parameters"
          columns={[
            { head: 'Parameter', isRowHead: true, cell: (parameter) => parameter.name },
            { head: 'Meaning', cell: (parameter) => parameter.meaning },
            {
              head: 'Default',
              cell: ({ initial, choices }) =>
                initial ?? (choices.length > 0 ? choices.join(', ') : 'required'),
            },
            { head: 'Choices', priority: 3, cell: ({ choices }) => choices.join(', ') },
          ]}
          rows={parameters}
        />
      )}
      <details>
        <summary>SQL</summary>
        <pre>
          <code>{sql}</code>
        </pre>
      </details>
      <p>
        On the command line: <code>hitparade insights {name}</code>
      </p>
    </>
  )
}

type Answered = Extract<InsightAnswer, { answer: Answer }>

function AnswerTable({ insight, result, link }: { insight: Insight; result: Answered; link: LinkTo }) {
  const { answer, source, chart } = result
  const hidden = listHidden(answer)
  const isNumber = (name: string) => answer.rows.some((row) => typeof row[name] === 'number')
  const findPriority = rankColumns(insight, isNumber)
  const columns = insight.columns
    .filter(({ name }) => answer.columns.includes(name) && !hidden.has(name))
    .map((column): TableColumn<ResultRow> => {
      const { name } = column
      return {
        head: formatColumnName(name),
        title: describeColumn(column),
        about: `#column-${name}`,
        kind: isNumber(name) ? 'n' : name === 'song' || name === 'sentence' ? 'name' : 'text',
        priority: findPriority(name),
        isSortable: true,
        ...(isNumber(name) ? { sortKey: (row: ResultRow) => readSortKey(row[name]) } : {}),
        cell: (row) => renderValue(row, name, { answer, source, link }),
      }
    })
  const { observed, expected } = answer.coverage
  const { source: _source, chart: _chart, ...rest } = answer.parameters
  const set = Object.entries(rest).filter(([, value]) => value !== null && value !== false)
  const rows = answer.rows.slice(0, mostRows)
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">
        {chart === null ? (
          formatCount(answer.charts.length, 'chart')
        ) : (
          <NameLink to={addresses.chart(chart.source, chart.chart)} link={link}>
            {chart.chart_name}
          </NameLink>
        )}
      </h2>
      <p class="facts">
        {set.map(([name, value]) => `${formatColumnName(name)} ${formatValue(value)}`).join(', ')}
        {set.length > 0 ? '. ' : ''}
        {observed < expected
          ? `${formatCount(observed, 'issue')} of ${formatCount(expected, 'expected issue')} observed.`
          : `${formatCount(observed, 'issue')} observed.`}
      </p>
      {answer.notes.map((note) => (
        <p class="note">{note}</p>
      ))}
      <InsightFigure insight={insight} answer={answer} chart={chart} />
      {rows.length === 0 ? null : (
        <Table
          caption={insight.title}
          isCaptionHidden
          hasBounds={hidden.has('censored')}
          columns={columns}
          rows={rows}
        />
      )}
      {answer.rows.length > rows.length ? (
        <p class="quiet">
          The first {rows.length} of {formatCount(answer.rows.length, 'row')}; the data of this page has all.
        </p>
      ) : null}
    </section>
  )
}

/** Columns that say what others say, and those that are empty everywhere. */
function listHidden({ columns, rows, draw, optional, parameters }: Answer): Set<string> {
  const drawn = Object.values(draw)
  return new Set([
    ...(drawn.some((how) => ['at least', 'at most', 'at best'].includes(how)) ? ['censored'] : []),
    ...(drawn.includes('movement') ? ['status'] : []),
    ...(typeof parameters.chart === 'string' ? ['source', 'chart'] : []),
    ...optional.filter((column) => rows.every((row) => (row[column] ?? null) === null)),
    ...columns.filter((column) => ['song_id', 'recording_id', 'artist_id', 'holder_id'].includes(column)),
  ])
}

function renderValue(
  row: ResultRow,
  name: string,
  { answer, source, link }: { answer: Answer; source: string | null; link: LinkTo },
) {
  const value: Value = row[name] ?? null
  const how = answer.draw[name]
  if (how === 'movement') {
    return (
      <MovementMark
        movement={typeof value === 'number' ? value : null}
        status={typeof row.status === 'string' ? row.status : null}
      />
    )
  }
  if (value === null) return ''
  if (how === 'sparkline') return <PositionRun text={String(value)} />
  const bound = formatBound(value, how, row)
  if (bound !== null) return bound
  const of = typeof row.source === 'string' ? row.source : source
  if (name === 'song' && of !== null) {
    const id = row.recording_id ?? row.song_id
    if (typeof id === 'string' && typeof value === 'string') {
      return <SongLink name={{ source: of, recording_id: id, song: value }} link={link} />
    }
  }
  if (name === 'artist' && of !== null && typeof row.artist_id === 'string' && typeof value === 'string') {
    const credits = [{ artist_id: row.artist_id, artist: value }]
    return <ArtistLinks names={{ source: of, artists: value, credits }} link={link} />
  }
  if (typeof value === 'number' && /(^|_)year$/.test(name)) return String(value)
  return <bdi>{formatValue(value)}</bdi>
}

function PositionRun({ text }: { text: string }) {
  const positions = text.split(',').map((part) => (part === '' ? null : Number(part)))
  const lowest = Math.max(2, ...positions.map((position) => position ?? 0))
  const { path, width, height } = drawSparkline(positions, lowest)
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{positions.map((position) => position ?? 'xx').join('-')}</title>
      <path d={path} />
    </svg>
  )
}
