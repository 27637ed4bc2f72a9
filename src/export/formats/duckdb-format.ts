import { rm } from 'node:fs/promises'
import type { ColumnType } from '../../domain/tables/tables.ts'
import { formatMeaning } from '../../models/column-meanings.ts'
import { loadDuckdb } from '../../warehouse/duckdb/load-duckdb.ts'
import { quoteIdentifier, quoteLiteral } from '../../warehouse/sql-text.ts'
import type { ExportTable, ExportView, OnRows } from '../export-table.ts'
import { writeParquet } from './parquet-format.ts'

const sqlTypes: Record<ColumnType, string> = {
  text: 'varchar',
  integer: 'integer',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
}

/** Every 1.x reads it. The default of a new engine is a format that older ones refuse. */
const storageVersion = 'v1.0.0'

/** The same schema name as in Snowflake. */
const SCHEMA = 'bi'

/** Writes tables to a DuckDB file, with primary keys, foreign keys and comments, and creates the views. */
export async function writeDuckdb(
  path: string,
  { tables, views }: { tables: ExportTable[]; views: ExportView[] },
  onRows: OnRows,
): Promise<void> {
  const { DuckDBInstance } = loadDuckdb()
  const instance = await DuckDBInstance.create(path, {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    storage_compatibility_version: storageVersion,
  })
  const connection = await instance.connect()
  try {
    await connection.run(`create schema ${SCHEMA}`)
    for (const table of tables) {
      const parquet = `${path}.${table.name}.parquet`
      try {
        await writeParquet(parquet, table, onRows)
        await connection.run(createTable(table, tables))
        await connection.run(
          `insert into ${qualifiedName(table)} select * from read_parquet(${quoteLiteral(parquet)})`,
        )
      } finally {
        await rm(parquet, { force: true })
      }
      for (const statement of commentStatements(table, 'table')) await connection.run(statement)
    }
    for (const view of views) {
      await connection.run(`create view ${qualifiedName(view)} as ${view.sql}`)
      for (const statement of commentStatements(view, 'view')) await connection.run(statement)
    }
    await connection.run('checkpoint')
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function createTable(table: ExportTable, tables: ExportTable[]): string {
  const { columns, key, refers } = table
  const lines = columns.map(
    ({ name, type }) =>
      `    ${quoteIdentifier(name)} ${sqlTypes[type]}${key.includes(name) ? ' not null' : ''}`,
  )
  if (key.length > 0) lines.push(`    primary key (${key.map(quoteIdentifier).join(', ')})`)
  for (const { column, table: other } of refers) {
    const referred = tables.find(({ name }) => name === other)
    if (referred === undefined) continue
    lines.push(
      `    foreign key (${quoteIdentifier(column)}) references ${qualifiedName(referred)} (${referred.key.map(quoteIdentifier).join(', ')})`,
    )
  }
  return `create table ${qualifiedName(table)} (\n${lines.join(',\n')}\n)`
}

function commentStatements(table: ExportTable | ExportView, kind: 'table' | 'view'): string[] {
  const name = qualifiedName(table)
  return [
    `comment on ${kind} ${name} is ${quoteLiteral(table.about)}`,
    ...table.columns.map(
      (column) =>
        `comment on column ${name}.${quoteIdentifier(column.name)} is ${quoteLiteral(formatMeaning(column))}`,
    ),
  ]
}

function qualifiedName({ name }: { name: string }): string {
  return `${SCHEMA}.${quoteIdentifier(name)}`
}
