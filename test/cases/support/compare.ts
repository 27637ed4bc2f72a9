import type { IssueMust, Step, Table } from './must-schema.ts'
import type { State } from './read-state.ts'

type Row = Record<string, unknown>

/** What differs between the issues that must be there and those that are, a line each. */
export function compareIssues(must: IssueMust[], { issues, entries }: State): string[] {
  const left = [...issues]
  const problems = must.flatMap((issue) => {
    const fitting = left
      .filter(
        (found) => found.chart_date === issue.chart_date && matchesChart(String(found.chart), issue.chart),
      )
      .map((found) => ({ found, problems: compareIssue(issue, found, entries) }))
      .sort((a, b) => a.problems.length - b.problems.length)[0]
    const name = `${issue.chart} ${issue.chart_date}`
    if (fitting === undefined) return [`no issue ${name}; there is ${list(issues)}`]
    left.splice(left.indexOf(fitting.found), 1)
    return fitting.problems.map((problem) => `${name}: ${problem}`)
  })
  return left.length === 0 ? problems : [...problems, `issues that must not be there: ${list(left)}`]
}

function compareIssue(must: IssueMust, found: Row, entries: Row[]): string[] {
  const rows = entries.filter(
    ({ chart, chart_date }) => chart === found.chart && chart_date === found.chart_date,
  )
  return [
    ...compareFacts(must, found),
    ...compareHoles(must, found, rows),
    ...(must.rows === undefined ? [] : compareRows(must.rows, rows)),
  ]
}

function matchesChart(found: string, must: string): boolean {
  return must.endsWith('*') ? found.startsWith(must.slice(0, -1)) : found === must
}

function list(issues: Row[]): string {
  return issues.map(({ chart, chart_date }) => `${chart} ${chart_date}`).join(', ') || 'none'
}

function compareFacts(
  { chart: _, chart_date: _date, rows: _rows, holes: _holes, withheld = false, ...must }: IssueMust,
  found: Row,
): string[] {
  return Object.entries({ ...must, withheld }).flatMap(([name, value]) =>
    equals(name, value, found[name]) ? [] : [`${name} is ${show(found[name])}, expected ${show(value)}`],
  )
}

function compareHoles({ holes }: IssueMust, { size }: Row, rows: Row[]): string[] {
  if (holes === undefined) return []
  const taken = new Set(rows.map(({ position }) => position))
  const found: number[] = []
  for (let position = 1; position <= Number(size); position += 1) {
    // Positions that a tie passes over are no holes.
    const tied = rows.filter((row) => Number(row.position) < position).length >= position
    if (!taken.has(position) && !tied) found.push(position)
  }
  return show(found) === show(holes) ? [] : [`holes at ${show(found)}, expected ${show(holes)}`]
}

/** Every row of the table must be one of the found rows in the columns of the table. */
export function compareRows([columns = [], ...must]: Table, found: Row[]): string[] {
  const left = [...found]
  return must.flatMap((values) => {
    const row = Object.fromEntries(columns.map((column, index) => [String(column), values[index]]))
    const index = left.findIndex((candidate) => differences(row, candidate).length === 0)
    if (index >= 0) {
      left.splice(index, 1)
      return []
    }
    const near = left.toSorted((a, b) => differences(row, a).length - differences(row, b).length)[0]
    return near === undefined
      ? [`no row ${show(row)}`]
      : [`row ${show(row)}: the nearest has ${differences(row, near).join(', ')}`]
  })
}

function differences(must: Row, found: Row): string[] {
  return Object.entries(must).flatMap(([name, value]) => {
    const actual = name === 'artist' ? found.artists : found[name]
    return equals(name, value, actual) ? [] : [`${name} ${show(actual)}`]
  })
}

/** Whether a found value is the one that must be there. The name of a column says how it is compared. */
function equals(name: string, must: unknown, found: unknown): boolean {
  // One text for all artists, whether they are kept as one name or as several.
  if (name === 'artist' && Array.isArray(found)) {
    const plain = (text: string) => text.replaceAll(' & ', ', ')
    return found.every((artist) => artist === null)
      ? must === null
      : plain(found.join(', ')) === plain(String(must))
  }
  if (name === 'title' && typeof found === 'string' && found.startsWith('{'))
    return found.includes(String(must))
  if (name === 'detail') return String(found).includes(String(must))
  if (typeof must === 'number' && typeof found === 'number') return Math.abs(must - found) < 1e-9
  return show(must ?? null) === show(found ?? null)
}

export function compareRejects(must: NonNullable<Step['rejects']>, { rejects }: State): string[] {
  const count = Math.max(must.length - 1, 0)
  return [
    ...(rejects.length === count ? [] : [`${rejects.length} rejects, expected ${count}: ${show(rejects)}`]),
    ...(must.length === 0 ? [] : compareRows(must as Table, rejects)),
  ]
}

export function comparePrinted(must: NonNullable<Step['prints']>, rows: Row[]): string[] {
  const count = Math.max(must.length - 1, 0)
  return [
    ...(rows.length === count ? [] : [`printed ${rows.length} rows, expected ${count}: ${show(rows)}`]),
    ...(must.length === 0 ? [] : compareRows(must as Table, rows)),
  ]
}

/** Printed rows with a text that lack the mark that they must have. */
export function compareMarks(must: string[][], rows: Row[]): string[] {
  return must.flatMap(([text = '', ...marks]) =>
    rows
      .map((row) =>
        JSON.stringify(Object.entries(row).filter(([, value]) => value !== null && value !== false)),
      )
      .filter((row) => row.includes(text) && !marks.some((mark) => row.includes(mark)))
      .map((row) => `a row without the mark ${marks.join(' or ')}: ${row}`),
  )
}

function show(value: unknown): string {
  return JSON.stringify(value)
}
