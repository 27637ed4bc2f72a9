import { runInsight } from '../../dist/insights/run-insight.js'
import { coreModels } from '../../dist/models/core-models.js'

/** All of core and the rejects, as text. Every other insight reads core alone, so equal tables give equal answers. */
export async function dump(warehouse) {
  const parts = []
  for (const { name } of coreModels()) {
    const { columns, rows } = await warehouse.query(`select * from core.${name} order by all`)
    parts.push(`core.${name}`, columns.join(), ...rows.map((row) => JSON.stringify(row)))
  }
  const { coverage, rows } = await runInsight(warehouse, 'rejects', {}, { now: '2026-03-08T00:00:00.000Z' })
  parts.push('rejects', ...[coverage, ...rows].map((row) => JSON.stringify(row)))
  return `${parts.join('\n')}\n`
}
