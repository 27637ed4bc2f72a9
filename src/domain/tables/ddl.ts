import { type Column, type ColumnType, type TableName, tableNames, tables } from './tables.ts'

/** How both engines read the types of `tables.ts`. */
export const sqlTypes: Record<ColumnType, string> = {
  text: 'varchar',
  integer: 'bigint',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
}

/** The statement that makes a landing table where there is none; the same text in both engines. */
export function createTable(table: TableName): string {
  const columns = Object.entries<Column>(tables[table].columns).map(
    ([name, { type, required }]) => `    ${name} ${sqlTypes[type]}${required ? ' not null' : ''}`,
  )
  return `create table if not exists landing.${table} (\n${columns.join(',\n')}\n)`
}

/** Every landing table's statement. */
export function landingDdl(): string[] {
  return tableNames.map(createTable)
}
