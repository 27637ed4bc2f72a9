import { coreModels } from '../../../src/models/core-models.ts'
import type { Warehouse } from '../../../src/warehouse/warehouse.ts'

/** Every row of every core model as text, sorted: what must be the same whichever way it came about. */
export async function dumpCore(warehouse: Warehouse): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {}
  for (const { name } of coreModels()) {
    const { rows } = await warehouse.query(`select * from core.${name}`)
    dump[name] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return dump
}
