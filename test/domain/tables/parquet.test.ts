import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/domain/hash.ts'
import { encodeTable, parquetFile } from '../../../src/domain/tables/parquet-file.ts'
import { readParquet } from '../../../src/domain/tables/read-parquet.ts'
import {
  type Column,
  type Row,
  type TableName,
  tableNames,
  tables,
} from '../../../src/domain/tables/tables.ts'

/** One row with a value in every column, or only in the required ones. */
function createRow<T extends TableName>(table: T, full: boolean): Row<T> {
  const values = {
    text: 'text é 한글 🎵',
    integer: 7,
    bigint: 4_000_000_000,
    double: 0.5,
    boolean: true,
    date: '2026-01-05',
    timestamp: '2026-01-05T06:00:00.123Z',
  }
  const columns = Object.entries<Column>(tables[table].columns)
  return Object.fromEntries(
    columns.map(([name, { type, required }]) => [name, full || required ? values[type] : null]),
  ) as Row<T>
}

const toBuffer = (bytes: Uint8Array) => bytes.slice().buffer

describe.each(tableNames)('the Parquet file of %s', (table) => {
  const bytes = encodeTable(table, [createRow(table, true), createRow(table, false)])
  const { schema } = parquetMetadata(toBuffer(bytes))

  test('has exactly the columns of the table, keys required', () => {
    const columns = Object.entries<Column>(tables[table].columns)
    expect(schema.slice(1).map(({ name, repetition_type }) => [name, repetition_type])).toEqual(
      columns.map(([name, { required }]) => [name, required ? 'REQUIRED' : 'OPTIONAL']),
    )
  })

  test('marks text, dates and zone-less timestamps with logical types', () => {
    const expected = {
      text: { type: 'STRING' },
      date: { type: 'DATE' },
      timestamp: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
      integer: undefined,
      bigint: undefined,
      double: undefined,
      boolean: undefined,
    }
    Object.values<Column>(tables[table].columns).forEach(({ type }, index) => {
      expect(schema[index + 1]?.logical_type).toEqual(expected[type])
    })
  })

  test('contains its values, and null for missing ones', async () => {
    const rows = await parquetReadObjects({ file: toBuffer(bytes) })
    expect(rows).toHaveLength(2)
    for (const [name, { type, required }] of Object.entries<Column>(tables[table].columns)) {
      if (!required) expect(rows[1]?.[name] ?? null).toBeNull()
      if (type === 'text') expect(rows[0]?.[name]).toBe('text é 한글 🎵')
      if (type === 'date') expect(rows[0]?.[name]).toEqual(new Date('2026-01-05'))
    }
  })
})

test.each(tableNames)('the file of %s is read back as the same rows', async (table) => {
  const rows = [createRow(table, true), createRow(table, false)]
  expect(await readParquet(table, encodeTable(table, rows))).toEqual(rows)
})

test('rows that are appended in parts become one file', async () => {
  const file = parquetFile('rejects')
  for (let part = 0; part < 3; part += 1) file.append([createRow('rejects', true)])
  expect(file.size).toBe(3)
  expect(await parquetReadObjects({ file: toBuffer(file.finish()) })).toHaveLength(3)
})

test('the same rows become the same bytes', () => {
  const make = () => sha256(encodeTable('songs', [createRow('songs', true), createRow('songs', false)]))
  expect(make()).toBe(make())
})
