import { curatedStem } from '../../../src/domain/keys.ts'
import { readParquet } from '../../../src/domain/tables/read-parquet.ts'
import {
  countColumns,
  type Row,
  type SnapshotTable,
  snapshotTables,
  tables,
} from '../../../src/domain/tables/tables.ts'
import type { Stores } from '../../../src/storage/store.ts'
import { findRawKeys } from '../../../src/transform/backlog.ts'
import { listKeys } from '../fixtures/snapshots.ts'

/** The reasons why objects failed. */
export async function readFailures({ raw, curated }: Stores): Promise<Row<'rejects'>[]> {
  const failures: Row<'rejects'>[] = []
  for (const rawKey of await findRawKeys(raw, 'failed')) {
    for (const key of await listKeys(curated, `${curatedStem('rejects', rawKey)}.failure.`)) {
      failures.push(...(await readParquet('rejects', await curated.get(key))))
    }
  }
  return failures
}

/** Sums of the issues of an object, whose counts must be the distinct keys in its files: else it would never count. */
export async function countRows({ curated }: Pick<Stores, 'curated'>, rawKey: string) {
  const rows = new Map<SnapshotTable, Record<string, unknown>[]>()
  for (const table of snapshotTables) {
    const [key] = await listKeys(curated, `${curatedStem(table, rawKey)}.v`)
    rows.set(table, key === undefined ? [] : await readParquet(table, await curated.get(key)))
  }
  const issues = rows.get('chart_issues') as Row<'chart_issues'>[]
  const names = issues.map(({ chart, chart_date }) => `${chart} ${chart_date}`)
  require(new Set(names).size === names.length, `${rawKey}: a chart has one issue on a date`, names)
  for (const [table, column] of Object.entries(countColumns) as [
    SnapshotTable,
    keyof Row<'chart_issues'>,
  ][]) {
    for (const issue of issues) {
      const own = rows
        .get(table)
        ?.filter(({ chart, chart_date }) => chart === issue.chart && chart_date === issue.chart_date)
      const keys = new Set(own?.map((row) => JSON.stringify(tables[table].key.map((name) => row[name]))))
      require(keys.size === issue[column], `${rawKey}: ${column} is the distinct keys of ${table}`, [...keys])
    }
  }
  const entries = issues.reduce((sum, { entry_count }) => sum + entry_count, 0)
  const rejects = issues.reduce((sum, { reject_count }) => sum + reject_count, 0)
  return { entries, rejects, items: entries + rejects }
}

export function require(condition: boolean, rule: string, found: unknown): asserts condition {
  if (!condition) throw new Error(`${rule}: ${JSON.stringify(found)}`)
}
