import { UnreadableError } from '../../../domain/errors.ts'
import { isoDate } from '../../../domain/time.ts'
import type { Rejected } from '../../source.ts'
import type { CsvIssue } from '../csv-issues.ts'
import type { CsvRows } from './csv-rows.ts'

/** Positions up to which equal rows are found. */
const USUAL = 1_000_000

/** A counting sort: groups rows by issue without an object for each row. */
export function orderRows(
  rows: CsvRows,
  length: number,
  issues: CsvIssue[],
): { order: Uint32Array; issues: CsvIssue[] } {
  for (let row = 0; row < length; row++) (issues[rows.issue[row] as number] as CsvIssue).end++
  const sorted = [...issues].sort(byChartAndDate)
  let first = 0
  for (const issue of sorted) {
    issue.first = first
    first += issue.end
    issue.end = issue.first
  }
  const order = new Uint32Array(length)
  for (let row = 0; row < length; row++) {
    const issue = issues[rows.issue[row] as number] as CsvIssue
    const position = rows.position[row] as number
    order[issue.end++] = row
    if (position === 0) continue
    if (position > issue.size) issue.size = position
    if (position < issue.least) issue.least = position
  }
  return { order, issues: sorted.filter(({ first, end }) => end > first) }
}

function byChartAndDate(a: CsvIssue, b: CsvIssue): number {
  return a.chart === b.chart ? a.chart_date - b.chart_date : a.chart < b.chart ? -1 : 1
}

/**
 * Positions are one too high until now. Takes that back, except where all issues begin at 0. Returns whether they do.
 * Throws `UnreadableError` where only some do.
 */
export function settlePositions(
  rows: CsvRows,
  length: number,
  issues: CsvIssue[],
  rejects: Rejected[],
): boolean {
  const fromZero = issues.filter(({ least }) => least === 1)
  const [first] = fromZero
  const isFromZero = first !== undefined
  if (isFromZero && issues.some(({ least }) => least > 1 && Number.isFinite(least))) {
    throw new UnreadableError(
      `${fromZero.length} of ${issues.length} issues begin at position 0, such as ${first.chart} ${isoDate(first.chart_date)}, and the others do not`,
      { advice: 'correct these positions, or import the issues in two files' },
    )
  }
  if (isFromZero) {
    for (const reject of rejects) if (reject.position !== null) reject.position++
    settlePublished(rows, length)
    return true
  }
  for (let row = 0; row < length; row++) {
    const position = rows.position[row] as number
    if (position > 0) rows.position[row] = position - 1
  }
  for (const issue of issues) {
    if (issue.size > 0) issue.size--
    issue.least--
  }
  return false
}

/** An issue of fewer positions may go on where another ends by chance, as in the history of one song. */
const LEAST_POSITIONS = 3

/** Throws `UnreadableError` where the positions of an issue go on where those of another end: they number the rows. */
export function requireOwnPositions(issues: CsvIssue[], column: string): void {
  const [first, ...others] = issues.filter(({ size }) => size > 0).sort((a, b) => a.least - b.least)
  if (first === undefined || others.length === 0 || first.least !== 1) return
  let end = first.size
  for (const { least, size } of others) {
    if (least !== end + 1) return
    end = size
  }
  if ([first, ...others].slice(0, -1).some(({ least, size }) => size - least + 1 < LEAST_POSITIONS)) return
  throw new UnreadableError(
    `${column} numbers the rows of all ${others.length + 1} issues, from 1 to ${end}`,
    {
      advice:
        'if another column has the positions, name it with --columns position=…; to take the order of the rows, pass --positions order',
    },
  )
}

/** Where ranks begin at 0 the peaks do so too if one of them is 0, and then the previous positions. */
function settlePublished({ peak, previous }: CsvRows, length: number): void {
  const hasZero = (column: Int32Array) => column.subarray(0, length).includes(0)
  if (!hasZero(peak)) return
  for (const column of [peak, previous]) {
    for (let row = 0; row < length; row++) {
      const position = column[row] as number
      if (position >= 0) column[row] = position + 1
    }
  }
}

/** Further songs at taken positions of an issue, up to which equal rows are found. */
const MOST_TIES = 500

/** Leaves out rows that are equal to another row of the issue. Returns the number of rows left out. */
export function dropEqualRows(rows: CsvRows, order: Uint32Array, issues: CsvIssue[]): number {
  const largest = issues.reduce((most, { size }) => Math.max(most, size), 0)
  // Such positions are numbers of another kind.
  if (largest > USUAL) return 0
  /** The first row at each position, counted from 1. Those of earlier issues are still in it. */
  const seen = new Int32Array(largest + 1)
  let left = 0
  for (const issue of issues) {
    const { first, end } = issue
    const others: number[] = []
    issue.first = left
    for (let at = first; at < end; at++) {
      const row = order[at] as number
      const position = rows.position[row] as number
      if (position > 0) {
        const known = (seen[position] as number) - 1
        if (known < 0 || rows.issue[known] !== rows.issue[row]) seen[position] = row + 1
        else if (others.length < MOST_TIES && isRepeated(rows, row, [known, ...others])) continue
        else others.push(row)
      }
      order[left++] = row
    }
    issue.end = left
  }
  return order.length - left
}

function isRepeated(rows: CsvRows, row: number, others: number[]): boolean {
  return others.some((other) => rows.position[other] === rows.position[row] && areEqual(rows, other, row))
}

function areEqual(rows: CsvRows, a: number, b: number): boolean {
  return (
    rows.content[a] === rows.content[b] &&
    rows.previous[a] === rows.previous[b] &&
    rows.peak[a] === rows.peak[b] &&
    rows.issues_on_chart[a] === rows.issues_on_chart[b] &&
    Object.is(rows.metric[a], rows.metric[b])
  )
}
