import { readFile } from 'node:fs/promises'
import { parquetMetadata } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Column, tableNames, tables } from '../../src/domain/tables/tables.ts'
import { type Engine, openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { type WrittenFiles, writtenFiles } from '../support/fixtures/written-files.ts'

/** What DuckDB calls the logical types; others carry none. */
const logical: Partial<Record<Column['type'], string>> = {
  text: 'StringType()',
  date: 'DateType()',
  timestamp:
    'TimestampType(isAdjustedToUTC=0, unit=TimeUnit(MILLIS=MilliSeconds(), MICROS=<null>, NANOS=<null>))',
}

describe('every curated file, as Snowflake reads it', { timeout: 120_000 }, () => {
  let written: WrittenFiles
  let engine: Engine
  beforeAll(async () => {
    written = await writtenFiles()
    engine = await openEngine(':memory:', 'read_write')
  }, 120_000)
  afterAll(async () => {
    engine.close()
    await written.close()
  })

  const getFiles = (table: (typeof tableNames)[number]) => written.paths.get(table) ?? []
  const formatList = (paths: string[]) => `[${paths.map((path) => `'${path}'`).join(', ')}]`

  test('exists for every table, including planted defects', async () => {
    for (const table of tableNames) expect(getFiles(table).length, table).toBeGreaterThan(0)
    const { rows } = await engine.query(
      `select distinct reason from read_parquet(${formatList(getFiles('rejects'))}) order by 1 nulls last`,
    )
    expect(rows.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['episode', 'local_file', 'null_item']),
    )
  })

  test.each(tableNames)('of %s marks its types, requires its keys and has no time zone', async (table) => {
    const { rows } = await engine.query(
      `select file_name, name, repetition_type, logical_type
      from parquet_schema(${formatList(getFiles(table))}) where num_children is null`,
    )
    const columns = Object.entries<Column>(tables[table].columns)
    const expected = columns.map(([name, { type, required }]) =>
      [name, required ? 'REQUIRED' : 'OPTIONAL', logical[type] ?? null].join(' '),
    )
    const found = new Map(getFiles(table).map((path) => [path, [] as string[]]))
    for (const { file_name, name, repetition_type, logical_type } of rows)
      found.get(String(file_name))?.push([name, repetition_type, logical_type].join(' '))
    for (const [path, told] of found) expect(told, path).toEqual(expected)
  })

  test.each(tableNames)('of %s has the same schema in its footer', async (table) => {
    const columns = Object.entries<Column>(tables[table].columns)
    for (const path of getFiles(table)) {
      const { schema, row_groups } = parquetMetadata((await readFile(path)).slice().buffer)
      for (const [index, [name, { type, required }]] of columns.entries()) {
        const element = schema[index + 1]
        expect(element, path).toMatchObject({ name, repetition_type: required ? 'REQUIRED' : 'OPTIONAL' })
        if (type === 'text') expect(element?.logical_type?.type).toBe('STRING')
        if (type === 'timestamp') expect(element?.logical_type).toMatchObject({ isAdjustedToUTC: false })
      }
      expect(schema).toHaveLength(columns.length + 1)
      expect(row_groups.every(({ num_rows }) => num_rows > 0)).toBe(true)
    }
  })

  test.each(tableNames)('of %s has no empty text, and a value in every key', async (table) => {
    const columns = Object.entries<Column>(tables[table].columns)
    const wrong = columns.flatMap(([name, { type, required }]) => [
      ...(type === 'text' ? [`sum(case when ${name} = '' then 1 else 0 end) as empty_${name}`] : []),
      ...(required ? [`sum(case when ${name} is null then 1 else 0 end) as null_${name}`] : []),
    ])
    const { rows } = await engine.query(
      `select ${wrong.join(', ')} from read_parquet(${formatList(getFiles(table))})`,
    )
    for (const [what, count] of Object.entries(rows[0] ?? {})) expect(Number(count), what).toBe(0)
    expect(rows).toHaveLength(1)
  })
})
