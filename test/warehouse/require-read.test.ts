import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { requireRead } from '../../src/warehouse/require-read.ts'
import { openForTest } from './support/open-warehouse.ts'

test.each([
  'call enable_logging()',
  'from enable_logging()',
  'select * from enable_logging/**/()',
  'select * from "ENABLE_LOGGING" -- now\n ()',
  "select * from query('from enable_logging()')",
  'select 1; from disable_logging()',
  "pragma enable_profiling = 'json'",
  'from truncate_duckdb_logs()',
  'checkpoint',
  'from force_checkpoint()',
  'set threads = 1',
  'reset threads',
  'use core',
  'load parquet',
  "copy core.songs to 'songs.csv'",
  'with one as (select 1) select 1; begin',
])('%s is refused', (sql) => {
  expect(() => requireRead(sql)).toThrow(/^expected a query that only reads, got /)
})

test('all forms of a query of DuckDB run', async () => {
  const { warehouse, tell, folder } = await openForTest()
  await tell({})
  await warehouse.load()
  const queries = [
    'from core.songs',
    'table core.songs',
    'show all tables',
    'describe core.songs',
    'summarize core.songs',
    'explain select 1',
    'pivot core.songs on source using count(*)',
    'values (1), (2)',
    'select $$a; drop$$ as text;',
    '/* first */ with one as (select 1 as n) select * from one -- last',
  ]
  for (const sql of queries) expect((await warehouse.query(sql)).columns, sql).not.toEqual([])
  expect((await readdir(folder)).sort()).toEqual(['lock.duckdb', 'warehouse.duckdb'])
})

test('every function of the engine that changes settings is refused', async () => {
  const { warehouse, tell } = await openForTest()
  await tell({})
  await warehouse.load()
  const { rows } = await warehouse.query(
    `select distinct function_name from duckdb_functions()
     where function_type in ('table', 'pragma') and regexp_matches(function_name, '^(enable|disable|truncate|force|add|set)_|checkpoint')
       and function_name not in ('enable_profile', 'all_profiling_output')
     order by 1`,
  )
  expect(rows.length).toBeGreaterThan(10)
  const allowed = rows.filter(({ function_name }) => {
    try {
      requireRead(`from ${function_name}()`)
      return true
    } catch {
      return false
    }
  })
  expect(allowed).toEqual([])
})
