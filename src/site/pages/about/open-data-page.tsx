import { type Address, addresses } from '../../addresses.ts'
import type { OpenTable } from '../../data/whole/open-tables.ts'
import { formatCount, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { listSources, type Site } from '../../site.ts'
import { Table } from '../table.tsx'

/** The tables with what their columns mean, and each as a file. */
export function createOpenDataPage(site: Site, tables: OpenTable[]): Page {
  const described = tables.flatMap(({ table }) =>
    table.columns.map(({ name, type, unit, meaning }) => ({
      table: table.name,
      column: name,
      type,
      is_key: table.key.includes(name),
      unit,
      meaning,
    })),
  )
  return {
    address: addresses.openData,
    title: 'Open data',
    description: `${formatCount(tables.length, 'table')} as Parquet files, with what every column means.`,
    sources: listSources(site),
    body: (link) => <OpenDataBody tables={tables} link={link} />,
    data: {
      tables: tables.map(({ table, rows, isOffered }) => ({
        table: table.name,
        grain: table.about,
        key: table.key,
        rows,
        file: isOffered ? `bi/${table.name}.parquet` : null,
      })),
      columns: described,
    },
    table: { columns: ['table', 'column', 'type', 'is_key', 'unit', 'meaning'], rows: described },
    files: tables
      .filter(({ isOffered }) => isOffered)
      .map(({ table, encode }) => ({
        address: placeTable(table.name),
        type: 'application/vnd.apache.parquet',
        make: encode,
      })),
  }
}

function placeTable(name: string): Address {
  return `${addresses.openData}${name}.parquet`
}

function OpenDataBody({ tables, link }: { tables: OpenTable[]; link: LinkTo }) {
  return (
    <>
      <h1>Open data</h1>
      <p class="lead">
        Every page has its data beside it, as JSON and mostly as CSV. These files have the whole: one for each
        table, for every program that reads Parquet. <a href={link('/latest.json')}>latest.json</a> has the
        newest issue of every chart.
      </p>
      <Table
        caption="Tables"
        columns={[
          {
            head: 'Table',
            kind: 'name',
            isRowHead: true,
            cell: ({ table, isOffered }) =>
              isOffered ? <a href={link(placeTable(table.name))}>{table.name}.parquet</a> : table.name,
          },
          { head: 'One row is', cell: ({ table }) => table.about.replace(/^one row per /, 'one ') },
          { head: 'Rows', kind: 'count', cell: ({ rows }) => formatNumber(rows) },
          {
            head: 'File',
            priority: 3,
            cell: ({ isOffered }) => (isOffered ? 'Parquet' : 'too large here: use hitparade export'),
          },
        ]}
        rows={tables}
      />
      {tables.map(({ table }) => (
        <details>
          <summary>Columns of {table.name}</summary>
          <Table
            caption={`Columns of ${table.name}`}
            isCaptionHidden
            columns={[
              { head: 'Column', isRowHead: true, cell: ({ name }) => name },
              { head: 'Type', cell: ({ type }) => type },
              { head: 'Unit', priority: 2, cell: ({ unit }) => unit },
              { head: 'Meaning', cell: ({ meaning }) => meaning },
            ]}
            rows={table.columns}
          />
        </details>
      ))}
    </>
  )
}
