import { Dialect, transpile } from '@polyglot-sql/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveParameters } from '../../src/models/insight-parameters.ts'
import { listInsights } from '../../src/models/insights.ts'
import { coreModels } from '../../src/models/models.ts'
import { replaceParameters } from '../../src/warehouse/parameters.ts'
import type { Parameters, ResultRow, Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { now } from '../support/answers.ts'
import { issues, songs } from '../support/parade.ts'
import { recordedWarehouse, recordings } from '../support/recorded.ts'
import { warehouseOf } from '../support/warehouse.ts'

interface Statement {
  name: string
  sql: string
}

const models = coreModels().map(({ name, sql }) => ({ name: `core.${name}`, sql }))

describe('read as Snowflake and written as DuckDB, over an invented chart,', () => {
  let warehouse: Warehouse
  let insights: Map<string, string>
  beforeAll(async () => {
    warehouse = await warehouseOf(songs, issues)
    insights = await boundInsights(warehouse, { song: 'elm', artist: 'Ida' })
  })
  afterAll(() => warehouse.close())

  it.each(models)('$name gives the same rows', (model) => sameRows(warehouse, model))
  it.each(listInsights().map(({ name }) => name))('%s gives the same rows', (name) =>
    sameRows(warehouse, { name, sql: insights.get(name) ?? '' }),
  )
})

describe.runIf(recordings !== '')(
  'read as Snowflake and written as DuckDB, over the recorded charts,',
  () => {
    it('every model and insight gives the same rows', async () => {
      const warehouse = await recordedWarehouse()
      const given = {
        chart: 'top-50-global',
        song: '47EiUVwUp4C9fGccaPuUCS',
        artist: '4q3ewBCX7sLwd24euuV69X',
      }
      const insights = await boundInsights(warehouse, given)
      for (const model of models) await sameRows(warehouse, model)
      for (const [name, sql] of insights) await sameRows(warehouse, { name, sql })
    })
  },
)

async function sameRows(warehouse: Warehouse, { name, sql }: Statement) {
  expect(sql, name).not.toBe('')
  const written = writtenAsDuckdb(sql)
  expect(sorted((await warehouse.query(written)).rows), name).toEqual(
    sorted((await warehouse.query(sql)).rows),
  )
}

function writtenAsDuckdb(sql: string): string {
  const { success, sql: statements, error } = transpile(sql, Dialect.Snowflake, Dialect.DuckDB)
  if (!success || statements?.length !== 1) throw new Error(error ?? 'expected one statement')
  return statements[0] ?? ''
}

/** The text of each insight with literals in place of its parameters, which a dialect knows nothing of. */
async function boundInsights(warehouse: Warehouse, wanted: Record<string, string>) {
  const bound = new Map<string, string>()
  for (const insight of listInsights()) {
    const known = insight.parameters.filter(({ name }) => wanted[name] !== undefined)
    const given = Object.fromEntries(known.map(({ name }) => [name, wanted[name] ?? '']))
    const { parameters } = await resolveParameters(warehouse, insight, given, { now })
    bound.set(
      insight.name,
      replaceParameters(insight.sql, (name) => literal(parameters[name])),
    )
  }
  return bound
}

function literal(value: Parameters[string] | undefined): string {
  if (value === null || value === undefined) return 'null'
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

const sorted = (rows: ResultRow[]) => rows.map((row) => JSON.stringify(Object.values<Value>(row))).sort()
