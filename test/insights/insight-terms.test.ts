import { afterAll, beforeAll, expect, it } from 'vitest'
import { type InsightContext, listInsights, runInsight } from '../../src/insights/run-insight.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let warehouse: Warehouse
beforeAll(async () => {
  const closed = issues.slice(0, 2).map((issue) => ({ ...issue, source: 'closed', chart: 'charade' }))
  warehouse = await createWarehouse(songs, [...issues, ...closed])
})
afterAll(() => warehouse.close())

const restriction = { problem: 'the terms of closed forbid it', advice: 'accept them' }
const context: InsightContext = {
  now: '2026-01-10T00:00:00Z',
  findRestriction: async (source) => (source === 'closed' ? restriction : null),
}
const ask = (name: string, given: Record<string, string>) => runInsight(warehouse, name, given, context)
const refused = { code: 'TermsNotAccepted', exitCode: 1, ...restriction, details: { source: 'closed' } }

it('derives nothing from a chart whose terms forbid it', async () => {
  await expect(ask('chart', { chart: 'charade' })).rejects.toMatchObject(refused)
})

it('derives nothing from several charts if one forbids it', async () => {
  await expect(ask('records', { chart: 'all' })).rejects.toMatchObject(refused)
})

it('answers for charts whose terms allow it', async () => {
  expect((await ask('chart', { chart: 'parade', limit: '1' })).rows).toHaveLength(1)
})

it('reports on trust whatever the terms say', async () => {
  const trust = listInsights().filter(({ derives }) => !derives)
  expect(trust.map(({ name }) => name)).toEqual(['coverage', 'freshness', 'rejects'])
  for (const { name } of trust) await expect(ask(name, {})).resolves.toMatchObject({ insight: name })
})
