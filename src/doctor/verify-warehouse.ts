import { WarehouseError } from '../domain/errors.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** Reads every value of every stored table; false if DuckDB reports a damaged block. */
export async function isWarehouseReadable(
  warehouse: Pick<Warehouse, 'query'>,
  onProgress: (done: number, total: number, table: string) => void = () => {},
): Promise<boolean> {
  try {
    const { rows } = await warehouse.query(tablesQuery)
    let done = 0
    for (const { name } of rows) {
      onProgress(done++, rows.length, String(name))
      await warehouse.query(`select bit_xor(hash(each)) as hash from ${name} as each`)
    }
    return true
  } catch (error) {
    if (error instanceof WarehouseError) return false
    throw error
  }
}

const tablesQuery = `
  select table_schema || '.' || table_name as name from information_schema.tables
  where table_type = 'BASE TABLE' order by 1`
