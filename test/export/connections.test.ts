import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BiExport, selectBiTables } from '../../src/export/bi-export.ts'
import type {
  ExportDestination,
  SnowflakeDestination,
} from '../../src/export/connections/export-destination.ts'
import { powerBiConnection } from '../../src/export/connections/power-bi.ts'
import { tableauDataSource } from '../../src/export/connections/tableau.ts'
import { type ExportFormat, writeExport } from '../../src/export/write-export.ts'
import { listIssues } from '../../src/insights/insight-issues.ts'
import { biTables } from '../../src/models/bi-tables.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let warehouse: Warehouse
let biExport: BiExport
let folder = ''
beforeAll(async () => {
  // A name that XML has to escape.
  folder = await mkdtemp(join(tmpdir(), `hitparade <&'">-`))
  warehouse = await createWarehouse(songs, issues)
  biExport = await selectBiTables(
    warehouse,
    { source: null, chart: null, from: null, to: null },
    { issues: await listIssues(warehouse, null), findRestriction: async () => null },
  )
})
afterAll(async () => {
  await warehouse.close()
  await rm(folder, { recursive: true })
})

const write = (format: ExportFormat, out: string) =>
  writeExport({
    ...biExport,
    isBiExport: true,
    format,
    out: join(folder, out),
    force: true,
    onRows: () => {},
  })

const snowflake: SnowflakeDestination = {
  kind: 'snowflake',
  server: 'myorg-myaccount.snowflakecomputing.com',
  database: 'hitparade',
  schema: 'bi',
  warehouse: 'hitparade_wh',
  role: 'hitparade_reader',
}

const stored = biTables().filter(({ isView }) => !isView)

/** Elements as objects with their attributes; an element that can be repeated is always a list. */
interface Parsed {
  [name: string]: string & Parsed
}
const toList = (element: Parsed | undefined) => (element ?? []) as unknown as Parsed[]
const lists = ['relation', 'column', 'map', 'metadata-record', 'object', 'relationship', 'expression', 'row']
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && lists.includes(name),
})

interface Source {
  /** Name of a table at the destination → its columns, according to the data source. */
  maps: Map<string, string[]>
  root: Parsed
}

function parsed(text: string): Source {
  expect(XMLValidator.validate(text)).toBe(true)
  const root = (parser.parse(text) as Parsed).datasource as Parsed
  const maps = new Map<string, string[]>()
  for (const { value } of toList(root.connection?.cols?.map)) {
    const [, table = '', column = ''] = /^\[(.+)\]\.\[(.+)\]$/.exec(String(value)) ?? []
    maps.set(table, [...(maps.get(table) ?? []), column])
  }
  return { maps, root }
}

/** `[position (songs)]` → `songs.position`, as named at the destination. */
function resolver({ root }: Source) {
  const all = toList(root.connection?.cols?.map)
  const keys = all.map(({ key }) => String(key))
  expect(new Set(keys).size).toBe(keys.length)
  return (local: unknown) => {
    const found = all.find(({ key }) => key === local)
    return String(found?.value).replaceAll(/[[\]]/g, '')
  }
}

const targets = [
  {
    name: 'CSV files',
    /** The data source and the actual columns. */
    async open() {
      await write('csv', 'csv')
      const real = new Map<string, string[]>()
      for (const { name } of stored) {
        const [header = ''] = (await readFile(join(folder, 'csv', `${name}.csv`), 'utf8')).split('\n')
        real.set(`${name}.csv`, header.split(','))
      }
      return { text: await readFile(join(folder, 'csv', 'hitparade.tds'), 'utf8'), real }
    },
    called: (name: string) => `${name}.csv`,
    spelled: (name: string) => name,
  },
  {
    name: 'a workbook',
    async open() {
      await write('xlsx', 'book.xlsx')
      const real = new Map<string, string[]>()
      for (const { name } of stored) {
        const [header = []] = (await readSheet(join(folder, 'book.xlsx'), name)) as unknown[][]
        real.set(name, header.map(String))
      }
      return { text: await readFile(join(folder, 'book.tds'), 'utf8'), real }
    },
    called: (name: string) => name,
    spelled: (name: string) => name,
  },
  {
    name: 'Snowflake',
    async open() {
      const real = new Map<string, string[]>()
      for (const { name, sql } of stored) {
        const { columns } = await warehouse.query(sql)
        real.set(
          name.toUpperCase(),
          columns.map((column) => column.toUpperCase()),
        )
      }
      const tables = biExport.tables.filter(({ name }) => name !== 'about')
      return {
        text: tableauDataSource(
          snowflake,
          tables.map((table) => ({ ...table, rows: 0 })),
        ),
        real,
      }
    },
    called: (name: string) => name.toUpperCase(),
    spelled: (name: string) => name.toUpperCase(),
  },
]

describe.each(targets)('the Tableau data source of $name', ({ open, called, spelled }) => {
  let source: Source
  let real: Map<string, string[]>
  beforeAll(async () => {
    const opened = await open()
    real = opened.real
    source = parsed(opened.text ?? '')
  })

  it('names exactly the tables and columns that exist', () => {
    expect(source.maps).toEqual(real)
    const relations = toList(toList(source.root.connection?.relation)[0]?.relation)
    expect(relations.map(({ name }) => name).sort()).toEqual([...real.keys()].sort())
    for (const { name, columns } of relations) {
      if (columns === undefined) continue
      expect(toList(columns.column).map((column) => column.name)).toEqual(real.get(String(name)))
    }
    const records = toList(source.root.connection?.['metadata-records']?.['metadata-record'])
    const recorded = records.map((record) => `${record['parent-name']}.[${record['remote-name']}]`)
    const there = [...real].flatMap(([table, columns]) => columns.map((column) => `[${table}].[${column}]`))
    expect(recorded.sort()).toEqual(there.sort())
  })

  it('has a field with a meaning for every column', () => {
    const fields = toList(source.root.column).filter(({ datatype }) => datatype !== 'table')
    const keys = toList(source.root.connection?.cols?.map).map(({ key }) => key)
    expect(fields.map(({ name }) => name)).toEqual(keys)
    for (const { name, desc } of fields) {
      expect(String(desc?.['formatted-text']?.run), String(name)).toMatch(/\w/)
    }
  })

  it('relates the tables as docs/bi.md shows', () => {
    const resolve = resolver(source)
    const objects = toList(source.root['object-graph']?.objects?.object)
    const findTable = (id: unknown) => {
      const object = objects.find((one) => one.id === id)
      return String(toList(object?.properties?.relation)[0]?.name)
    }
    const related = toList(source.root['object-graph']?.relationships?.relationship)
    const edges = related.map((relationship) => {
      const [left, right] = toList(toList(relationship.expression)[0]?.expression)
      const ends = [relationship['first-end-point'], relationship['second-end-point']]
      expect(ends.map((end) => findTable(end?.['object-id']))).toEqual(
        [left, right].map((side) => resolve(side?.op).replace(/\.[^.]+$/, '')),
      )
      return `${resolve(left?.op)} = ${resolve(right?.op)}`
    })
    const expected = stored.flatMap(({ name, refers }) =>
      refers.map(({ column, table }) => {
        const key = stored.find((one) => one.name === table)?.key[0] ?? ''
        return `${called(name)}.${spelled(column)} = ${called(table)}.${spelled(key)}`
      }),
    )
    expect(edges.sort()).toEqual(expected.sort())
    expect(edges).toHaveLength(6)
  })
})

describe('the address of the data', () => {
  it('is in the Tableau data source', async () => {
    const csv = parsed(await readFile(join(folder, 'csv', 'hitparade.tds'), 'utf8'))
    const connection = csv.root.connection?.['named-connections']?.['named-connection']?.connection
    expect(connection).toMatchObject({ class: 'textscan', directory: join(folder, 'csv') })
    const book = parsed(await readFile(join(folder, 'book.tds'), 'utf8'))
    expect(book.root.connection?.['named-connections']?.['named-connection']?.connection).toMatchObject({
      class: 'excel-direct',
      filename: join(folder, 'book.xlsx'),
    })
  })

  it('is in the Power BI file', async () => {
    await write('parquet', 'parquet')
    const read = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'))
    const details = (protocol: string, address: object) => ({
      version: '0.1',
      connections: [{ details: { protocol, address }, options: {}, mode: 'Import' }],
    })
    expect(await read('csv/hitparade.pbids')).toEqual(details('folder', { path: join(folder, 'csv') }))
    expect(await read('parquet/hitparade.pbids')).toEqual(
      details('folder', { path: join(folder, 'parquet') }),
    )
    expect(await read('book.pbids')).toEqual(details('file', { path: join(folder, 'book.xlsx') }))
  })

  it('contains the reader role, warehouse and database of Snowflake, and no login', () => {
    const { root } = parsed(tableauDataSource(snowflake, []) ?? '')
    expect(root.connection?.['named-connections']?.['named-connection']?.connection).toMatchObject({
      class: 'snowflake',
      server: 'myorg-myaccount.snowflakecomputing.com',
      dbname: 'HITPARADE',
      schema: 'BI',
      warehouse: 'HITPARADE_WH',
      service: 'HITPARADE_READER',
      username: '',
    })
    expect(JSON.parse(powerBiConnection(snowflake) ?? '').connections).toEqual([
      {
        details: {
          protocol: 'snowflake',
          address: { server: 'myorg-myaccount.snowflakecomputing.com', warehouse: 'hitparade_wh' },
        },
        options: {},
        mode: 'DirectQuery',
      },
    ])
  })

  it.each<ExportDestination>([
    { kind: 'parquet', folder: '/exports' },
    { kind: 'duckdb', file: '/exports/charts.duckdb' },
  ])('is null for a format that Tableau cannot connect to: $kind', (destination) => {
    expect(tableauDataSource(destination, [])).toBeNull()
  })
})
