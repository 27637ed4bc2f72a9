import { rm } from 'node:fs/promises'
import type { ColumnType } from '../tables.ts'
import { writeParquet } from './parquet.ts'
import type { ExportTable, ExportView, OnRows } from './table.ts'

const sqlTypes: Record<ColumnType, string> = {
  text: 'varchar',
  integer: 'integer',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
}

/** Where the tables lie, by the same name as in Snowflake. */
const SCHEMA = 'bi'

/** Writes tables into a DuckDB file, with their keys, their references and comments, and views beside them. */
export async function writeDuckdb(
  path: string,
  { tables, views }: { tables: ExportTable[]; views: ExportView[] },
  onRows: OnRows,
): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(path, {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
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
          `insert into ${nameOf(table)} select * from read_parquet('${parquet.replaceAll("'", "''")}')`,
        )
      } finally {
        await rm(parquet, { force: true })
      }
      for (const statement of commentsOf(table, 'table')) await connection.run(statement)
    }
    for (const view of views) {
      await connection.run(`create view ${nameOf(view)} as ${view.sql}`)
      for (const statement of commentsOf(view, 'view')) await connection.run(statement)
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
    ({ name, type }) => `    ${quoted(name)} ${sqlTypes[type]}${key.includes(name) ? ' not null' : ''}`,
  )
  if (key.length > 0) lines.push(`    primary key (${key.map(quoted).join(', ')})`)
  for (const { column, table: other } of refers) {
    const referred = tables.find(({ name }) => name === other)
    if (referred === undefined) continue
    lines.push(
      `    foreign key (${quoted(column)}) references ${nameOf(referred)} (${referred.key.map(quoted).join(', ')})`,
    )
  }
  return `create table ${nameOf(table)} (\n${lines.join(',\n')}\n)`
}

function commentsOf(table: ExportTable | ExportView, kind: 'table' | 'view'): string[] {
  const name = nameOf(table)
  return [
    `comment on ${kind} ${name} is ${literal(table.about)}`,
    ...table.columns.map(
      ({ name: column, meaning, unit }) =>
        `comment on column ${name}.${quoted(column)} is ${literal(unit === null ? meaning : `${meaning} [${unit}]`)}`,
    ),
  ]
}

function nameOf({ name }: { name: string }): string {
  return `${SCHEMA}.${quoted(name)}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
