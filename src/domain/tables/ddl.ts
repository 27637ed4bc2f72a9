import { type Column, type ColumnType, type TableName, tableNames, tables } from './tables.ts'

/** The SQL types of the column types, the same in both engines. */
export const sqlTypes: Record<ColumnType, string> = {
  text: 'varchar',
  integer: 'bigint',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
}

/** The statement that creates a landing table unless it exists; the same text for both engines. */
export function createTable(table: TableName): string {
  const columns = Object.entries<Column>(tables[table].columns).map(
    ([name, { type, required }]) => `    ${name} ${sqlTypes[type]}${required ? ' not null' : ''}`,
  )
  return `create table if not exists landing.${table} (\n${columns.join(',\n')}\n)`
}

/** The statements for all landing tables. */
export function landingDdl(): string[] {
  return tableNames.map(createTable)
}
