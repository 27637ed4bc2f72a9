import { Dialect, transpile } from '@polyglot-sql/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveParameters } from '../../src/insights/insight-parameters.ts'
import { listInsights } from '../../src/insights/run-insight.ts'
import { coreModels } from '../../src/models/core-models.ts'
import { replaceParameters } from '../../src/warehouse/sql-parameters.ts'
import { quoteLiteral } from '../../src/warehouse/sql-text.ts'
import type { Parameters, Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { recordedWarehouse, recordings } from '../support/fixtures/recorded.ts'
import { takeSome } from '../support/samples.ts'
import { now } from '../support/warehouse/answers.ts'
import { overEverything } from '../support/warehouse/everything.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

interface Statement {
  name: string
  sql: string
}

const models = coreModels().map(({ name, sql }) => ({ name: `core.${name}`, sql: overEverything(sql) }))

describe('read as Snowflake and written as DuckDB, over an invented chart,', () => {
  let warehouse: Warehouse
  let insights: Map<string, string>
  beforeAll(async () => {
    warehouse = await createWarehouse(songs, issues)
    insights = await boundInsights(warehouse, { song: 'elm', artist: 'Ida', with: '2026-01-02' })
  })
  afterAll(() => warehouse.close())

  it.each(models)('$name gives the same rows', async (model) => {
    await sameRows(warehouse, model)
  })
  it.each(listInsights().map(({ name }) => name))('%s gives the same rows', async (name) => {
    await sameRows(warehouse, { name, sql: insights.get(name) ?? '' })
  })
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
        with: '2020',
      }
      const insights = await boundInsights(warehouse, given)
      const statements = [...models, ...[...insights].map(([name, sql]) => ({ name, sql }))]
      let filled = 0
      const some = takeSome(statements, 3)
      for (const statement of some) filled += (await sameRows(warehouse, statement)) > 0 ? 1 : 0
      expect(filled).toBeGreaterThan((some.length * 2) / 3)
    }, 120_000)
  },
)

/** How many rows both give. */
async function sameRows(warehouse: Warehouse, { name, sql }: Statement): Promise<number> {
  const { rows } = await warehouse.query(
    `with a as materialized (\n${sql}\n), b as materialized (\n${writtenAsDuckdb(sql)}\n)
    select
      (select count(*) from a) as total,
      (select count(*) from (select * from a except all select * from b)) as lost,
      (select count(*) from (select * from b except all select * from a)) as added`,
  )
  const { total, lost, added } = rows[0] ?? {}
  expect([lost, added], name).toEqual([0, 0])
  return Number(total)
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
  return typeof value === 'string' ? quoteLiteral(value) : String(value)
}
