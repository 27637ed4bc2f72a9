import { decisionsKey } from '../decisions/decision-file.ts'
import { readParquet } from '../domain/tables/read-parquet.ts'
import { tables } from '../domain/tables/tables.ts'
import { canonicalJson } from '../sources/raw/raw-object.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { describeProblem, type FileProblem } from './inspect-curated.ts'

/**
 * Checks the curated files that no raw object becomes: decisions against the hash in their name, runs against the rows
 * that the warehouse has loaded (null: no warehouse to compare with).
 */
export async function verifyRecords(
  curated: ObjectStore,
  warehouse: Pick<Warehouse, 'query'> | null,
): Promise<FileProblem[]> {
  const problems: FileProblem[] = []
  for await (const { key } of curated.list('settings/')) {
    const decisions = await readParquet('settings', await curated.get(key)).catch(() => [])
    const isSame = decisions[0] !== undefined && isDecisionsKey(key, decisions)
    if (!isSame) problems.push(describeProblem(key, 'different', 'not the decisions that were written'))
  }
  const landed = warehouse === null ? new Map() : await readLandedRuns(warehouse)
  for await (const { key } of curated.list('runs/')) {
    const expected = landed.get(key)
    if (expected === undefined) continue
    const rows = await readParquet('runs', await curated.get(key)).catch(() => [])
    if (toText(rows) !== toText(expected))
      problems.push(describeProblem(key, 'different', 'not the run that was recorded'))
  }
  return problems
}

function isDecisionsKey(key: string, decisions: Parameters<typeof decisionsKey>[0]): boolean {
  return decisionsKey(decisions, decisions[0]?.decided_at ?? '') === key
}

/** The landed rows of each run, by the key of its file. */
async function readLandedRuns(warehouse: Pick<Warehouse, 'query'>): Promise<Map<string, object[]>> {
  const columns = Object.keys(tables.runs.columns).join(', ')
  const { rows } = await warehouse.query(`select ${columns} from landing.runs`)
  const byKey = new Map<string, object[]>()
  for (const row of rows) {
    const key = `runs/${row.run_id}.parquet`
    byKey.set(key, [...(byKey.get(key) ?? []), row])
  }
  return byKey
}

/** Rows in any order; a result leaves out the milliseconds of whole seconds. */
function toText(rows: object[]): string {
  return rows
    .map((row) => canonicalJson(row).replaceAll('.000Z"', 'Z"'))
    .sort()
    .join()
}
