import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import readXlsxFile, { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Selection, selectBiTables } from '../../src/export/bi-export.ts'
import { columnLetters, sheetXml } from '../../src/export/formats/xlsx-sheet.ts'
import { prepareInsightExport } from '../../src/export/insight-export.ts'
import { type ExportFormat, type ExportJob, writeExport } from '../../src/export/write-export.ts'
import { listIssues } from '../../src/insights/insight-issues.ts'
import type { FindRestriction } from '../../src/insights/insight-needs.ts'
import { biTables, inlineBiTables } from '../../src/models/bi-tables.ts'
import type { Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { exportJob } from '../support/export.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'

let warehouse: Warehouse
let folder = ''
/** Titles that a file format could misread. */
const odd = {
  ...songs,
  ash: { ...songs.ash, artists: ['Ida'], title: '=1+1' },
  elm: { ...songs.elm, artists: ['Odo'], title: 'a "b", c\nd' },
  fir: { ...songs.fir, artists: ['Ida'], title: '🌲 <&>\u0007 _x0041_' },
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-export-'))
  const second = issues.slice(0, 4).map((issue) => ({ ...issue, source: 'closed', chart: 'charade' }))
  warehouse = await createWarehouse(odd, [...issues, ...second])
})
afterAll(async () => {
  await warehouse.close()
  await rm(folder, { recursive: true })
})

const everything: Selection = { source: null, chart: null, from: null, to: null }
const refuseNone = async () => null

async function biJob(
  format: ExportFormat,
  out: string,
  { selection = everything, findRestriction = refuseNone as FindRestriction } = {},
): Promise<ExportJob> {
  const { tables, views } = await selectBiTables(warehouse, selection, {
    issues: await listIssues(warehouse, null),
    findRestriction,
  })
  return { tables, views, isBiExport: true, format, out: join(folder, out), force: false, onRows: () => {} }
}

/** Rows as DuckDB reads them. */
async function duckdb(sql: string, path = ':memory:'): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path, path === ':memory:' ? {} : { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const stored = biTables().filter(({ isView }) => !isView)
const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort()

/** The rows of a table as text, made in the warehouse: what every file must give back. */
async function expected(sql: string, columns: string[]): Promise<string[]> {
  const texts = columns.map((column) => `cast(${column} as varchar) as ${column}`)
  const { rows } = await warehouse.query(`select ${texts.join(', ')} from (${sql}) as t`)
  return sorted(rows.map((row) => columns.map((column) => row[column])))
}

/** The same of a file. */
async function actual(from: string, columns: string[], path?: string): Promise<string[]> {
  const texts = columns.map((column) => `cast(${column} as varchar)`)
  return sorted(await duckdb(`select ${texts.join(', ')} from ${from}`, path))
}

describe('BI tables in files, read back by DuckDB,', () => {
  const readTypes = (sql: string, path?: string) =>
    duckdb(`select column_name, column_type from (describe ${sql})`, path)

  it.each(['parquet', 'csv'] as const)('has the rows of the warehouse in %s', async (format) => {
    const job = await biJob(format, `bi-${format}`)
    const { files } = await writeExport(job)
    const extra = format === 'csv' ? ['hitparade.pbids', 'hitparade.tds'] : ['hitparade.pbids']
    const names = [...stored.map(({ name }) => `${name}.${format}`), `about.${format}`, ...extra]
    expect((await readdir(job.out)).sort()).toEqual([...names].sort())
    expect(files.map(({ file }) => basename(file)).sort()).toEqual([...names].sort())
    for (const { name, sql, columns } of stored) {
      const names = columns.map((column) => column.name)
      const file = `'${job.out}/${name}.${format}'`
      // CSV has no types, so they are given to the reader. An empty quoted text is not null.
      const types = job.tables
        .find((table) => table.name === name)
        ?.columns.map((column) => `'${column.name}': '${column.type === 'text' ? 'varchar' : column.type}'`)
      const from =
        format === 'csv'
          ? `read_csv(${file}, columns = {${types?.join(', ')}}, header = true)`
          : `read_parquet(${file})`
      const rows = await actual(from, names)
      expect(rows, name).toEqual(await expected(sql, names))
      expect(files.find(({ file: one }) => basename(one) === `${name}.${format}`)?.rows).toBe(rows.length)
    }
  })

  it('has the types of the warehouse in Parquet, and dates that CSV readers detect', async () => {
    const parquet = await readTypes(`select * from '${folder}/bi-parquet/issues.parquet'`)
    expect(Object.fromEntries(parquet as [string, string][])).toMatchObject({
      issue_key: 'VARCHAR',
      chart_date: 'DATE',
      fetched_at: 'TIMESTAMP',
      missing_before: 'BIGINT',
      is_newest: 'BOOLEAN',
    })
    const csv = await readTypes(`select * from '${folder}/bi-csv/issues.csv'`)
    expect(Object.fromEntries(csv as [string, string][])).toMatchObject({
      chart_date: 'DATE',
      fetched_at: 'TIMESTAMP',
      missing_before: 'BIGINT',
      is_newest: 'BOOLEAN',
    })
  })

  it('has rows, keys, references, comments and the flat view in a DuckDB file', async () => {
    const job = await biJob('duckdb', 'tables.duckdb')
    await writeExport(job)
    for (const { name, sql, columns } of biTables()) {
      const names = columns.map((column) => column.name)
      const rows = await actual(`bi.${name}`, names, job.out)
      expect(rows, name).toEqual(await expected(inlineBiTables(sql), names))
    }
    const constraints = await duckdb(
      `select table_name, constraint_text from duckdb_constraints()
       where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') order by 1, 2`,
      job.out,
    )
    expect(constraints.filter(([table]) => table === 'chart_entries').map(([, text]) => text)).toEqual([
      'FOREIGN KEY (issue_key) REFERENCES bi.issues(issue_key)',
      'FOREIGN KEY (song_key) REFERENCES bi.songs(song_key)',
      'PRIMARY KEY(issue_key, "position", song_key)',
    ])
    const uncommented = await duckdb(
      `select table_name, column_name from duckdb_columns() where schema_name = 'bi' and comment is null
       union all select table_name, '' from duckdb_tables() where schema_name = 'bi' and comment is null
       union all select view_name, '' from duckdb_views() where schema_name = 'bi' and comment is null`,
      job.out,
    )
    expect(uncommented).toEqual([])
  })
})

describe('a DuckDB file', () => {
  it('has the storage version that every 1.x reads', async () => {
    const job = await biJob('duckdb', 'version.duckdb')
    await writeExport(job)
    // Eight bytes of checksum, the word DUCK, then the version: 64 is that of 1.0.
    const header = await readFile(job.out)
    expect([header.toString('latin1', 8, 12), header.readBigUInt64LE(12)]).toEqual(['DUCK', 64n])
  })
})

describe('BI tables in a workbook', () => {
  it('states the rows and columns of each sheet', async () => {
    const job = await biJob('xlsx', 'dimension.xlsx')
    for (const table of job.tables) {
      let sheet = ''
      for await (const piece of sheetXml(table, () => {})) sheet += piece
      const last = [...sheet.matchAll(/<row r="(\d+)"/g)].at(-1)?.[1]
      const column = columnLetters(table.columns.length - 1)
      expect(sheet, table.name).toContain(`<dimension ref="A1:${column}${last}"/><sheetViews>`)
    }
  })

  it('has the rows of the warehouse with numbers, dates and texts, and no formula', async () => {
    const job = await biJob('xlsx', 'bi.xlsx')
    await writeExport(job)
    for (const { name, columns } of job.tables) {
      const sheet = (await readSheet(job.out, name, { trim: false })) as unknown[][]
      expect(sheet[0]).toEqual(columns.map((column) => column.name))
      const rows: Value[][] = []
      for await (const batch of job.tables.find((table) => table.name === name)?.read() ?? []) {
        rows.push(...batch)
      }
      const cells = rows.map((row) => row.map((value, index) => toCell(value, columns[index]?.type)))
      expect(sheet.slice(1), name).toEqual(cells)
    }
    const titles = ((await readSheet(job.out, 'songs', { trim: false })) as unknown[][]).map((row) => row[5])
    expect(titles).toEqual(expect.arrayContaining(['=1+1', 'a "b", c\nd', '🌲 <&>\u0007 _x0041_']))
  })
})

/** A value as the workbook reader returns it: dates and timestamps are `Date`s. */
function toCell(value: Value, type: string | undefined): unknown {
  if (typeof value === 'string' && (type === 'date' || type === 'timestamp')) return new Date(value)
  return value
}

describe('a selection', () => {
  const select = async (selection: Partial<Selection>, out: string) => {
    const job = await biJob('parquet', out, { selection: { ...everything, ...selection } })
    await writeExport(job)
    return (table: string, column: string) =>
      duckdb(`select distinct ${column} from '${job.out}/${table}.parquet' order by 1`).then((rows) =>
        rows.flat(),
      )
  }

  it('of one chart contains no other chart', async () => {
    const of = await select({ source: 'closed', chart: 'charade' }, 'one-chart')
    for (const table of ['chart_entries', 'issues', 'charts', 'songs', 'artists', 'albums', 'song_artists']) {
      expect(await of(table, 'source'), table).toEqual(['closed'])
    }
  })

  it('of some dates contains only their issues, songs, artists and albums', async () => {
    const of = await select({ source: 'invented', chart: 'parade', from: '2026-01-08' }, 'some-days')
    expect(await of('issues', 'chart_date')).toEqual(['2026-01-08', '2026-01-09'])
    expect(await of('songs', 'song_id')).toEqual(['ash', 'birch', 'elm', 'fir', 'hazel'])
    expect(await of('artists', 'artist')).toEqual(['Ida', 'Odo', 'Uma'])
    expect(await of('albums', 'album')).toEqual(['One', 'Two'])
    expect(await of('charts', 'chart')).toEqual(['parade'])
  })

  it('has empty derived columns for a source whose terms forbid them, and its raw columns', async () => {
    const restriction = { problem: 'the terms of closed forbid it', advice: 'read them' }
    const findRestriction = async (source: string) => (source === 'closed' ? restriction : null)
    const job = await biJob('parquet', 'restricted', { findRestriction })
    await writeExport(job)
    const derived = stored.find(({ name }) => name === 'chart_entries')?.derived ?? []
    const there = (source: string, column: string) =>
      duckdb(`select count(${column}) from '${job.out}/chart_entries.parquet' where source = '${source}'`)
    for (const column of derived) expect(await there('closed', column), column).toEqual([['0']])
    expect(await there('closed', 'position')).toEqual([['15']])
    expect(await there('closed', 'song_key')).toEqual([['15']])
    expect(await there('invented', 'status')).toEqual(await there('invented', 'position'))
  })
})

describe('an insight in a file', () => {
  const context = { now: '2026-01-10T00:00:00Z' }
  const given = { chart: 'parade', credit: 'fractional' }

  it.each(['parquet', 'csv', 'duckdb'] as const)('has the rows of the insight in %s', async (format) => {
    const { table } = await prepareInsightExport(warehouse, 'top_artists', given, context)
    const out = join(folder, `top.${format}`)
    expect((await writeExport(exportJob(table, format, out))).files).toEqual([
      { file: out, rows: await table.count(), bytes: expect.any(Number) },
    ])
    const rows: Value[][] = []
    for await (const batch of table.read()) rows.push(...batch)
    expect(rows.length).toBeGreaterThan(2)
    const from = format === 'duckdb' ? 'bi.top_artists' : `'${out}'`
    const read = await duckdb(`select * from ${from}`, format === 'duckdb' ? out : undefined)
    expect(read.map((row) => row.map((value) => Number(value) || value))).toEqual(
      rows.map((row) => row.map((value) => Number(value) || value)),
    )
  })
  it('has a second sheet with the question, its parameters and coverage in a workbook', async () => {
    const { table, about } = await prepareInsightExport(warehouse, 'top_artists', given, context)
    const out = join(folder, 'top.xlsx')
    const { files } = await writeExport({ ...exportJob(table, 'xlsx', out), tables: [about, table] })
    expect(files).toEqual([{ file: out, rows: await table.count(), bytes: expect.any(Number) }])
    const sheets = await readXlsxFile(out)
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['top_artists', 'about'])
    expect(sheets[1]?.data).toEqual(
      expect.arrayContaining([
        ['question', 'Which artists did best over a span?'],
        ['chart', 'parade'],
        ['credit', 'fractional'],
        ['coverage', '7 of 9 expected issues were observed'],
        ['column artist', expect.stringMatching(/name/)],
      ]),
    )
  })
})
