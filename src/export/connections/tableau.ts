import { sha256 } from '../../domain/hash.ts'
import type { ColumnType } from '../../domain/tables/tables.ts'
import { formatMeaning } from '../../models/column-meanings.ts'
import type { ExportColumn, KnownTable } from '../export-table.ts'
import { element, escapeXml, type Xml } from '../formats/xml.ts'
import type { ExportDestination } from './export-destination.ts'
import { type TableauConnection, tableauConnection } from './tableau-connection.ts'

/**
 * Text of a Tableau data source (`.tds`): the connection, every table and column with its meaning, and the relationships
 * between the tables. Null for Parquet and DuckDB files, for which Tableau has no built-in connector.
 */
export function tableauDataSource(destination: ExportDestination, known: KnownTable[]): string | null {
  // The widest table first: of columns with the same name, the first keeps it without the table's name appended.
  const tables = [...known].sort((a, b) => b.columns.length - a.columns.length)
  const connection = tableauConnection(destination)
  if (connection === null) return null
  const name = `${connection.class}.${sha256(JSON.stringify(destination)).slice(0, 28)}`
  const fields = listFields(tables, connection)
  const relations = tables.map((table) => relationXml(table, connection, name))
  const xml = element('datasource', { 'formatted-name': 'hitparade', inline: 'true', version: '18.1' }, [
    element('document-format-change-manifest', {}, [
      element('ObjectModelEncapsulateLegacy'),
      element('ObjectModelTableType'),
      element('SchemaViewerObjectModel'),
    ]),
    element('connection', { class: 'federated' }, [
      element('named-connections', {}, [
        element('named-connection', { caption: connection.caption, name }, [
          element('connection', { class: connection.class, ...connection.attributes }),
        ]),
      ]),
      element('relation', { type: 'collection' }, relations),
      element(
        'cols',
        {},
        fields.map(({ local, parent, column }) =>
          element('map', { key: local, value: `[${parent}].[${connection.formatName(column.name)}]` }),
        ),
      ),
      element(
        'metadata-records',
        {},
        fields.map((field) => metadataXml(field, connection)),
      ),
    ]),
    element('aliases', { enabled: 'yes' }),
    ...fields.map(columnXml),
    ...tables.map(({ name: table }) =>
      element('column', {
        caption: table,
        datatype: 'table',
        name: `[__tableau_internal_object_id__].[${objectId(table)}]`,
        role: 'measure',
        type: 'quantitative',
      }),
    ),
    element('object-graph', {}, [
      element(
        'objects',
        {},
        tables.map((table, index) =>
          element('object', { caption: table.name, id: objectId(table.name) }, [
            element('properties', { context: '' }, [relations[index] ?? '']),
          ]),
        ),
      ),
      element('relationships', {}, relationshipXml(tables, fields)),
    ]),
  ])
  return `<?xml version='1.0' encoding='utf-8' ?>\n${xml}\n`
}

interface Field {
  table: string
  /** Name of the table in Tableau. */
  parent: string
  column: ExportColumn
  ordinal: number
  /** Name in brackets, unique in the data source. */
  local: string
  /** Displayed name. */
  caption: string
}

/** Every column of every table. A repeated name gets the name of its table appended, as in Tableau. */
function listFields(tables: KnownTable[], connection: TableauConnection): Field[] {
  const taken = new Set<string>()
  return tables.flatMap(({ name: table, columns }) =>
    columns.map((column, ordinal) => {
      const name = connection.formatName(column.name)
      const parent = connection.relation(table).name
      const local = taken.has(name) ? `[${name} (${parent})]` : `[${name}]`
      const caption = taken.has(name) ? `${column.name} (${table})` : column.name
      taken.add(name)
      return { table, parent, column, ordinal, local, caption }
    }),
  )
}

function relationXml(table: KnownTable, connection: TableauConnection, connectionName: string): Xml {
  const { columns } = connection
  const list = table.columns.map(({ name, type }, ordinal) =>
    element('column', { datatype: tableauTypes[type].local, name, ordinal: String(ordinal) }),
  )
  return element(
    'relation',
    { connection: connectionName, ...connection.relation(table.name), type: 'table' },
    columns === null ? [] : [element('columns', columns(table), list)],
  )
}

function metadataXml({ table, parent, column, ordinal, local }: Field, connection: TableauConnection): Xml {
  const name = connection.formatName(column.name)
  const { remote, local: type } = tableauTypes[column.type]
  return element('metadata-record', { class: 'column' }, [
    element('remote-name', {}, [escapeXml(name)]),
    element('remote-type', {}, [String(remote)]),
    element('local-name', {}, [escapeXml(local)]),
    element('parent-name', {}, [escapeXml(`[${parent}]`)]),
    element('remote-alias', {}, [escapeXml(name)]),
    element('ordinal', {}, [String(ordinal)]),
    element('local-type', {}, [type]),
    element('aggregation', {}, [defaultAggregation(column)]),
    element('contains-null', {}, ['true']),
    element('object-id', {}, [escapeXml(`[${objectId(table)}]`)]),
  ])
}

function columnXml({ column, local, caption }: Field): Xml {
  const isNumber = ['integer', 'bigint', 'double'].includes(column.type)
  const isTime = column.type === 'date' || column.type === 'timestamp'
  return element(
    'column',
    {
      ...(isNumber ? { aggregation: defaultAggregation(column) } : {}),
      caption,
      datatype: tableauTypes[column.type].local,
      name: local,
      role: isNumber ? 'measure' : 'dimension',
      type: isNumber ? 'quantitative' : isTime ? 'ordinal' : 'nominal',
    },
    [
      element('desc', {}, [
        element('formatted-text', {}, [element('run', {}, [escapeXml(formatMeaning(column))])]),
      ]),
    ],
  )
}

/** Columns that can be summed. Of positions Tableau shows the best, of running counts the largest. */
const summable = ['points', 'points_share', 'metric', 'entry_count', 'reject_count', 'credit_share']

function defaultAggregation({ name, type }: ExportColumn): string {
  if (type === 'date' || type === 'timestamp') return 'Year'
  if (type === 'text' || type === 'boolean') return 'Count'
  if (summable.includes(name)) return 'Sum'
  return name.endsWith('position') ? 'Min' : 'Max'
}

function relationshipXml(tables: KnownTable[], fields: Field[]): Xml[] {
  const findLocalName = (table: string, column: string | undefined) =>
    fields.find((field) => field.table === table && field.column.name === column)?.local ?? ''
  return tables.flatMap(({ name, refers }) =>
    refers.map(({ column, table: other }) => {
      const key = tables.find((table) => table.name === other)?.key[0]
      return element('relationship', {}, [
        element('expression', { op: '=' }, [
          element('expression', { op: findLocalName(name, column) }),
          element('expression', { op: findLocalName(other, key) }),
        ]),
        element('first-end-point', { 'object-id': objectId(name) }),
        element('second-end-point', { 'object-id': objectId(other), 'unique-key': 'true' }),
      ])
    }),
  )
}

function objectId(table: string): string {
  return `${table}_${sha256(table).slice(0, 32).toUpperCase()}`
}

/** Tableau's names of the types, and their OLE DB type numbers. */
const tableauTypes: Record<ColumnType, { local: string; remote: number }> = {
  text: { local: 'string', remote: 129 },
  integer: { local: 'integer', remote: 20 },
  bigint: { local: 'integer', remote: 20 },
  double: { local: 'real', remote: 5 },
  boolean: { local: 'boolean', remote: 11 },
  date: { local: 'date', remote: 133 },
  timestamp: { local: 'datetime', remote: 135 },
}
