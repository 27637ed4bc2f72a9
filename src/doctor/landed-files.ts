import { curatedKey } from '../domain/keys.ts'
import { countColumns, type SnapshotTable } from '../domain/tables/tables.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** What the local warehouse knows about the curated files. */
export interface LandedFiles {
  /** Keys of the loaded files. */
  keys: string[]
  /** Rows that a file has, by key, as the counts in chart_issues state them. */
  rows: Map<string, number>
}

export async function readLandedFiles(warehouse: Pick<Warehouse, 'query'>): Promise<LandedFiles> {
  const loaded = await warehouse.query('select key from meta.loaded_files')
  const sums = Object.entries(countColumns).map(([table, column]) => `sum(issues.${column}) as ${table}`)
  const { rows } = await warehouse.query(
    `select issues.raw_key, issues.transform_version, count(*) as chart_issues, ${sums.join(', ')}
    from landing.chart_issues as issues group by 1, 2`,
  )
  const expected = new Map<string, number>()
  for (const { raw_key, transform_version, ...byTable } of rows) {
    for (const [table, count] of Object.entries(byTable))
      expected.set(
        curatedKey(table as SnapshotTable, String(raw_key), Number(transform_version)),
        Number(count),
      )
  }
  return { keys: loaded.rows.map(({ key }) => String(key)), rows: expected }
}
