import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Decision, emptyDecision, writeDecisions } from '../../../src/decisions/decision-file.ts'
import { curatedKey } from '../../../src/domain/keys.ts'
import { encodeTable } from '../../../src/domain/tables/parquet-file.ts'
import { type Row, snapshotTables } from '../../../src/domain/tables/tables.ts'
import { coreModels, modelsFingerprint } from '../../../src/models/core-models.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import type { SnapshotRows } from '../../../src/transform/rows/table-rows.ts'
import { openEngine } from '../../../src/warehouse/duckdb/duckdb-engine.ts'
import { duckdbWarehouse } from '../../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { Value } from '../../../src/warehouse/warehouse.ts'

/** A warehouse whose curated files a test writes row by row, as no transform would. */
export async function ownWarehouse() {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-own-'))
  const curated = memoryStore()
  const models = coreModels()
  const warehouse = duckdbWarehouse({
    folder,
    curated,
    models,
    fingerprint: modelsFingerprint(models),
  })
  return {
    folder,
    curated,
    warehouse,
    /** Writes the rows of one raw object. */
    async write(rows: SnapshotRows, version = 1) {
      for (const table of snapshotTables) {
        const own = (rows[table] as Row<'rejects'>[]).map((row) => ({ ...row, transform_version: version }))
        const key = curatedKey(table, rows.chart_issues[0]?.raw_key ?? '', version)
        if (own.length > 0) await curated.put(key, encodeTable(table, own as never))
      }
    },
    /** Writes one decision of a person. */
    decide: (decision: Partial<Decision> & Pick<Decision, 'kind' | 'source' | 'decided_at'>) =>
      writeDecisions(curated, [{ ...emptyDecision, ...decision }]),
    async select(sql: string): Promise<Value[][]> {
      const { columns, rows } = await warehouse.query(sql)
      return rows.map((row) => columns.map((column) => row[column] ?? null))
    },
    /** Changes the published file as no load would, then asks it. */
    async doctored(statement: string, sql: string) {
      await warehouse.close()
      const engine = await openEngine(join(folder, 'warehouse.duckdb'), 'read_write')
      try {
        await engine.run('begin transaction')
        await engine.run(statement)
        return (await engine.query(sql)).rows
      } finally {
        await engine.run('rollback')
        engine.close()
      }
    },
    async close() {
      await warehouse.close()
      await rm(folder, { recursive: true })
    },
  }
}
