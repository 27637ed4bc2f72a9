import type { Child } from 'hono/jsx'
import type { Value } from '../../warehouse/warehouse.ts'

/** A column of a table. A figure always has a link to how it is calculated. */
export type TableColumn<Row> = AnyColumn<Row> & (Figures | Others)

interface Figures {
  /** A number, aligned right with figures of one width. */
  kind: 'n'
  about: string
}

interface Others {
  /** `count`: a number of the pipeline and not of a chart, e.g. requests. */
  kind?: 'count' | 'name' | 'run' | 'text'
  about?: string
}

/** Columns with a higher priority stay on narrower screens; 1 always stays. */
interface AnyColumn<Row> {
  /** Name in the head. */
  head: string
  /** What the column means. */
  title?: string
  priority?: 1 | 2 | 3 | 4
  /** Whether a reader can sort by it. */
  isSortable?: boolean
  cell(row: Row): Child
  /** What the column sorts by, if it is not the text of the cell. */
  sortKey?(row: Row): string | number | null
  /** The cell is the head of its row. */
  isRowHead?: boolean
}

interface TableProps<Row> {
  caption: string
  columns: TableColumn<Row>[]
  rows: Row[]
  /** Hides the caption from eyes where a heading says the same. */
  isCaptionHidden?: boolean
  /** The cells of a `censored` row have signs. If every row is, a sentence takes their place. */
  hasBounds?: boolean
}

/** A native table in a region that scrolls. With the script of the site its head sorts. */
export function Table<Row>({
  caption,
  columns,
  rows,
  isCaptionHidden = false,
  hasBounds = false,
}: TableProps<Row>) {
  const isBounded = hasBounds && rows.length > 1 && rows.every(isCensored)
  const shown = isBounded ? rows.map((row) => Object.assign({}, row, { censored: false })) : rows
  const table = (
    <section class="scroll" aria-label={caption} tabindex={0}>
      <table>
        <caption class={isCaptionHidden ? 'unseen' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                scope="col"
                class={classNames(column)}
                title={column.title}
                data-sort={column.isSortable ? '' : undefined}
              >
                {column.head}
                {column.about === undefined ? null : <AboutLink about={column.about} what={column.head} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr>{columns.map((column) => renderCell(column, row))}</tr>
          ))}
        </tbody>
      </table>
    </section>
  )
  return isBounded ? (
    <>
      <p class="bounds">
        Issues before the first observed one, or between two of them, are unknown: every count here may be
        larger, every peak better and every first date earlier.
      </p>
      {table}
    </>
  ) : (
    table
  )
}

function isCensored(row: unknown): boolean {
  return (row as { censored?: unknown }).censored === true
}

/** The sort key of a number; null for an empty cell, which comes last. */
export function readSortKey(value: Value | undefined): number | null {
  return value == null ? null : Number(value)
}

/** Leads to the definition of a figure. */
export function AboutLink({ about, what }: { about: string; what: string }) {
  return (
    <a class="about" href={about} aria-label={`How is ${what} calculated?`}>
      ?
    </a>
  )
}

function renderCell<Row>(column: TableColumn<Row>, row: Row) {
  const key = column.sortKey?.(row)
  const content = column.cell(row)
  // A date stays on one line.
  const isDate = isDateText(content) || isDateText(key)
  const names = [classNames(column) ?? '', isDate ? 'date' : ''].filter(Boolean).join(' ') || undefined
  return column.isRowHead ? (
    <th scope="row" class={names} data-key={key}>
      {content}
    </th>
  ) : (
    <td class={names} data-key={key}>
      {content}
    </td>
  )
}

function isDateText(value: unknown): boolean {
  return typeof value === 'string' && /^(≤ )?\d{4}-\d\d-\d\d$/.test(value)
}

function classNames<Row>({ kind = 'text', priority = 1 }: TableColumn<Row>): string | undefined {
  const names = [
    ...(kind === 'text' ? [] : [kind === 'count' ? 'n' : kind]),
    ...(priority === 1 ? [] : [`p${priority}`]),
  ]
  return names.length === 0 ? undefined : names.join(' ')
}
