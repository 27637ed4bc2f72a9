import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foldText } from '../../src/domain/text/fold.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import type { LocalWarehouse, ResultRow, Value } from '../../src/warehouse/warehouse.ts'
import { publishedChart } from '../support/fixtures/published-chart.ts'
import { recordings } from '../support/fixtures/recorded.ts'

interface Statement {
  statement: string
  /** A public list, or a book. */
  source: string
  insight: string
  given: Record<string, string>
  /** How the answer is compared: it has these rows and no others, has them, or begins with the one. */
  compared: 'equals' | 'contains' | 'begins'
  /** Some columns of each row; a text is the beginning of the value. */
  rows: ResultRow[]
}

const { statements }: { statements: Statement[] } = JSON.parse(
  readFileSync(new URL('public-records.json', import.meta.url), 'utf8'),
)

/** Statements that the stored rows contradict. docs/definitions.md shows the rows. */
const contradicted = ['Ten songs debuted at no. 1.']

describe.runIf(recordings !== '')('what public record lists say of a chart', () => {
  let warehouse: LocalWarehouse
  beforeAll(async () => {
    warehouse = await publishedChart()
  }, 120_000)
  afterAll(() => warehouse.close())

  const answer = async ({ insight, given }: Statement) => {
    const { artist } = given
    const asked = {
      // A list of all artists, so that one of them is in it.
      ...(insight === 'top_artists' ? { limit: '100000' } : {}),
      ...given,
      ...(artist === undefined ? {} : { artist: artist.replace(/^The /, '') }),
    }
    return (await runInsight(warehouse, insight, asked, { now: '2026-01-01T00:00:00Z' })).rows
  }

  it.each(statements)('is so in its rows: $statement', async (statement) => {
    const rows = await answer(statement)
    expect(isSo(statement, rows), JSON.stringify(rows.slice(0, 12), null, 1)).toBe(
      !contradicted.includes(statement.statement),
    )
  })

  it('is contradicted three times at most', () => {
    expect(statements.length).toBeGreaterThanOrEqual(25)
    expect(contradicted.length).toBeLessThanOrEqual(3)
    const known = statements.map(({ statement }) => statement)
    expect(known).toEqual(expect.arrayContaining(contradicted))
  })
})

function isSo({ compared, rows: expected }: Statement, rows: ResultRow[]): boolean {
  const has = (one: ResultRow, among: ResultRow[]) => among.some((row) => matches(row, one))
  // Of an answer with several records, the one that the statement is about.
  const { record } = expected[0] ?? {}
  const about = record === undefined ? rows : rows.filter((row) => row.record === record)
  if (compared === 'begins') return expected.every((one) => has(one, about.slice(0, 1)))
  const areThere = expected.every((one) => has(one, about))
  return areThere && (compared === 'contains' || about.length === expected.length)
}

const matches = (row: ResultRow, expected: ResultRow) =>
  Object.entries(expected).every(([column, value]) => isAlike(row[column] ?? null, value))

function isAlike(value: Value, expected: Value): boolean {
  return typeof expected === 'string' && typeof value === 'string'
    ? foldWords(value).startsWith(foldWords(expected))
    : value === expected
}

/** As credits are compared: without case, punctuation and a leading “The”. */
const foldWords = (text: string) =>
  foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
