import { describe, expect, it } from 'vitest'
import { readRows } from '../../src/warehouse/read-rows.ts'
import { quoteIdentifier, quoteLiteral, quoteSnowflakeLiteral } from '../../src/warehouse/sql-text.ts'
import type { ResultRow } from '../../src/warehouse/warehouse.ts'

const columns = {
  chart: 'text',
  size: 'number?',
  cadence: ['daily', 'weekly'],
  in_totals: 'boolean',
} as const
const row = { chart: 'parade', size: null, cadence: 'daily', in_totals: true }
const read = (fields: ResultRow) => readRows({ columns: [], rows: [{ ...row, ...fields }] }, columns)

describe('the rows of a result', () => {
  it('keep their values, also of other columns', () => {
    expect(read({ size: 3, other: 'x' })).toEqual([{ ...row, size: 3, other: 'x' }])
  })

  it.each<[ResultRow, string]>([
    [{ chart: null }, 'column chart of a result: expected text, got null'],
    [{ chart: 1 }, 'column chart of a result: expected text, got 1'],
    [{ size: '3' }, 'column size of a result: expected number or null, got "3"'],
    [{ cadence: 'hourly' }, 'column cadence of a result: expected daily or weekly, got "hourly"'],
    [{ in_totals: 'true' }, 'column in_totals of a result: expected boolean, got "true"'],
    [{ chart: ['parade'] }, 'column chart of a result: expected text, got ["parade"]'],
  ])('are rejected with the column: %j', (fields, problem) => {
    const [column] = Object.keys(fields)
    expect(() => read(fields)).toThrow(
      expect.objectContaining({ code: 'Query', problem, details: { column } }),
    )
  })

  it('are rejected without a column', () => {
    const { chart: _, ...others } = row
    expect(() => readRows({ columns: [], rows: [others] }, columns)).toThrow(/chart.*got no such column/)
  })
})

describe('quoted SQL', () => {
  it('doubles quotes, and backslashes for Snowflake only', () => {
    expect(quoteLiteral("it's \\")).toBe("'it''s \\'")
    expect(quoteSnowflakeLiteral("it's \\")).toBe("'it''s \\\\'")
    expect(quoteIdentifier('a "b"')).toBe('"a ""b"""')
  })
})
