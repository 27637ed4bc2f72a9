import { WarehouseError } from '../../domain/errors.ts'
import type { Engine } from './duckdb-engine.ts'

/** Notes in a new file which models and tables it is built from. */
export async function writeFingerprint(engine: Engine, fingerprint: string): Promise<void> {
  await engine.run('create table meta.made_by as select :fingerprint as fingerprint', { fingerprint })
}

/** Whether the file is built from these models and tables. A file without a fingerprint is not. */
export async function isBuiltFrom(engine: Engine, fingerprint: string): Promise<boolean> {
  try {
    const { rows } = await engine.query('select fingerprint from meta.made_by')
    return rows[0]?.fingerprint === fingerprint
  } catch (error) {
    // There is no such table.
    if (error instanceof WarehouseError && error.code === 'Query') return false
    throw error
  }
}
