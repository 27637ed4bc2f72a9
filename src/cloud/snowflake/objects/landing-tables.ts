import { sqlTypes } from '../../../domain/tables/ddl.ts'
import { type Column, type ColumnType, type TableName, tables } from '../../../domain/tables/tables.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'

export interface ObjectColumn {
  name: string
  /** As Snowflake calls it in a statement, e.g. `varchar`. */
  type: string
  required: boolean
  about: string
}

/** How Snowflake spells the types of `tables.ts`: as landing does, but instants expressly without a time zone. */
export const landingTypes: Record<ColumnType, string> = { ...sqlTypes, timestamp: 'timestamp_ntz' }

/** What Snowflake itself knows of a row: filled by the pipes, column = metadata. */
export const metadata = {
  loaded_at: 'metadata$start_scan_time',
  file_name: 'metadata$filename',
} as const

const metadataColumns: ObjectColumn[] = [
  {
    name: 'loaded_at',
    type: 'timestamp_ltz',
    required: false,
    about: 'when Snowflake read the file that the row is from',
  },
  { name: 'file_name', type: 'varchar', required: false, about: 'curated file that the row is from' },
]

/** The columns of a landing table in Snowflake: those of `tables.ts`, and what Snowflake knows of a row. */
export function landingColumns(table: TableName): ObjectColumn[] {
  const columns = Object.entries<Column>(tables[table].columns).map(([name, { type, required, about }]) => ({
    name,
    type: landingTypes[type],
    required,
    about,
  }))
  return [...columns, ...metadataColumns]
}

/** The statement that makes a landing table where there is none. Columns that come later are added, see `plan.ts`. */
export function createLandingTable(table: TableName): string {
  const columns = landingColumns(table).map(
    ({ name, type, required, about }) =>
      `    ${name} ${type}${required ? ' not null' : ''} comment ${quoteSnowflakeLiteral(about)}`,
  )
  const { grain } = tables[table]
  return `create table if not exists landing.${table} (\n${columns.join(',\n')}\n)\ncomment = ${quoteSnowflakeLiteral(grain)}`
}

/**
 * The clauses of a COPY into a landing table, after its files: by name, so that a new column needs no new pipe.
 * Columns of a file that the table lacks are not loaded, and a file that cannot be read is skipped whole.
 */
export function copyOptions(fileFormat: string): string {
  const included = Object.entries(metadata).map(([column, source]) => `${column} = ${source}`)
  return [
    `file_format = (format_name = landing.${fileFormat})`,
    'match_by_column_name = case_insensitive',
    `include_metadata = (${included.join(', ')})`,
  ].join('\n')
}

/** The statement that loads curated files of a table from its folder of the stage: all, or those of these paths in it. */
export function copyStatement(
  table: TableName,
  { stage, fileFormat }: { stage: string; fileFormat: string },
  paths: string[] | null = null,
): string {
  const files = paths === null ? '' : `files = (${paths.map(quoteSnowflakeLiteral).join(', ')})\n`
  return `copy into landing.${table}\nfrom @landing.${stage}/${table}/\n${files}${copyOptions(fileFormat)}`
}
