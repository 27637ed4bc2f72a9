import { basename } from 'node:path'
import type { KnownTable } from '../export-table.ts'
import { columnLetters } from '../formats/xlsx-sheet.ts'
import type { ExportDestination } from './export-destination.ts'

/** How Tableau connects to a destination, and how it names the tables and columns there. */
export interface TableauConnection {
  class: 'snowflake' | 'textscan' | 'excel-direct'
  caption: string
  attributes: Record<string, string>
  /** The name of a table or column at the destination. */
  formatName(name: string): string
  /** The name of a table in Tableau, and its address within the destination. */
  relation(table: string): { name: string; table: string }
  /** Attributes of the column list, for files; null if the destination itself has column types. */
  columns: ((table: KnownTable) => Record<string, string>) | null
}

/** Null for Parquet and DuckDB files, for which Tableau has no built-in connector. */
export function tableauConnection(destination: ExportDestination): TableauConnection | null {
  const unchanged = (name: string) => name
  const withSlashes = (path: string) => path.replaceAll('\\', '/')
  switch (destination.kind) {
    case 'csv':
      return {
        class: 'textscan',
        caption: basename(destination.folder),
        attributes: {
          directory: withSlashes(destination.folder),
          filename: 'chart_entries.csv',
          password: '',
          server: '',
        },
        formatName: unchanged,
        relation: (table) => ({ name: `${table}.csv`, table: `[${table}#csv]` }),
        columns: () => ({ 'character-set': 'UTF-8', header: 'yes', locale: 'en_US', separator: ',' }),
      }
    case 'xlsx':
      return {
        class: 'excel-direct',
        caption: basename(destination.file),
        attributes: {
          cleaning: 'no',
          compat: 'no',
          dataRefreshTime: '',
          filename: withSlashes(destination.file),
          interpretationMode: '0',
          password: '',
          server: '',
          validate: 'no',
        },
        formatName: unchanged,
        relation: (table) => ({ name: table, table: `[${table}$]` }),
        columns: ({ columns, rows }) => {
          const grid = `A1:${columnLetters(columns.length - 1)}${rows + 1}`
          return { gridOrigin: `${grid}:no:${grid}:0`, header: 'yes', outcome: '6' }
        },
      }
    case 'snowflake': {
      // Snowflake stores unquoted names in upper case.
      const upperCase = (name: string) => name.toUpperCase()
      const { server, database, schema, warehouse, role } = destination
      return {
        class: 'snowflake',
        caption: server,
        attributes: {
          dbname: upperCase(database),
          'odbc-connect-string-extras': '',
          'one-time-sql': '',
          schema: upperCase(schema),
          server,
          service: upperCase(role),
          username: '',
          warehouse: upperCase(warehouse),
        },
        formatName: upperCase,
        relation: (table) => ({
          name: upperCase(table),
          table: `[${upperCase(database)}].[${upperCase(schema)}].[${upperCase(table)}]`,
        }),
        columns: null,
      }
    }
    default:
      return null
  }
}
