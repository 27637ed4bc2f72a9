import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Column, type ColumnType, tableNames, tables } from '../../src/domain/tables/tables.ts'
import { type WrittenFiles, writtenFiles } from '../support/fixtures/written-files.ts'
import { getPython, lackOfStandIn } from '../support/stand-ins/stand-ins.ts'

/** Arrow's names of the types; an instant that knew a time zone would name it. */
const arrow: Record<ColumnType, string> = {
  text: 'string',
  integer: 'int32',
  bigint: 'int64',
  double: 'double',
  boolean: 'bool',
  date: 'date32[day]',
  timestamp: 'timestamp[ms]',
}

interface FileTold {
  path: string
  columns: [name: string, type: string, nullable: boolean][]
  /** Columns with an empty text, and required ones without a value. */
  empty: string[]
  rows: number
}

const lack = lackOfStandIn('fakesnow')

describe('every curated file, read by pyarrow', { timeout: 120_000 }, () => {
  if (lack !== null) {
    if (!process.env.CI) console.error(lack)
    test.skipIf(!process.env.CI)('needs it installed', () => expect.fail(lack))
    return
  }
  let written: WrittenFiles
  let files: Map<string, FileTold[]>
  beforeAll(async () => {
    written = await writtenFiles()
    const input = JSON.stringify(Object.fromEntries(written.paths))
    const output = execFileSync(getPython('fakesnow'), ['test/support/fixtures/read-parquet.py'], {
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    files = new Map(Object.entries(JSON.parse(output)))
  }, 120_000)
  afterAll(() => written?.close())

  test.each(tableNames)('of %s has its types, required keys and no empty text', (table) => {
    const columns = Object.entries<Column>(tables[table].columns)
    const expected = columns.map(([name, { type, required }]) => [name, arrow[type], !required])
    expect(files.get(table)?.length).toBe(written.paths.get(table)?.length)
    for (const { path, columns: found, empty, rows } of files.get(table) ?? []) {
      expect(found, path).toEqual(expected)
      expect(empty, path).toEqual([])
      expect(rows, path).toBeGreaterThan(0)
    }
  })
})
