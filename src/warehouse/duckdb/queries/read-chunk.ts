import type { DuckDBDataChunk, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { DAY_MS, isoDate } from '../../../domain/time.ts'
import { nameColumns } from '../../name-columns.ts'
import type { ResultRow, Value } from '../../warehouse.ts'
import { loadDuckdb } from '../load-duckdb.ts'

/** Makes rows of a part of a result. */
export type ReadChunk = (chunk: DuckDBDataChunk) => ResultRow[]

type Convert = (value: DuckDBValue) => Value
type MakeRows = (chunk: DuckDBDataChunk, converts: Convert[]) => ResultRow[]

/** By columns. The queries of hitparade have few different lists of them; those that people write may have any number. */
const makers = new Map<string, MakeRows>()
const mostMakers = 500

/** The columns of a result as rows have them. */
export function listColumns(result: Pick<DuckDBResult, 'columnNames'>): string[] {
  return nameColumns(result.columnNames())
}

/** How the parts of a result become rows. */
export function chunkReader(columns: string[], types: readonly DuckDBType[]): ReadChunk {
  const makeRows = findMaker(columns)
  const converts = types.map(chooseConvert)
  return (chunk) => makeRows(chunk, converts)
}

function findMaker(columns: string[]): MakeRows {
  const key = JSON.stringify(columns)
  const known = makers.get(key)
  if (known !== undefined) return known
  if (makers.size >= mostMakers) makers.clear()
  const made = compileMaker(columns)
  makers.set(key, made)
  return made
}

/**
 * Code that has the columns in its text. A row that gets its columns from a variable, one by one, can take the engine of
 * JavaScript a microsecond for each in a process with many results of other shapes, such as a server of the pages.
 */
function compileMaker(columns: string[]): MakeRows {
  const vectors = columns.map((_, index) => `const v${index} = chunk.getColumnVector(${index})`)
  const functions = columns.map((_, index) => `const c${index} = converts[${index}]`)
  const fields = columns.map((name, index) => `${quoteName(name)}: c${index}(v${index}.getItem(row))`)
  return new Function(
    'chunk',
    'converts',
    `${[...vectors, ...functions].join('\n')}
    const rows = []
    for (let row = 0; row < chunk.rowCount; row += 1) rows.push({ ${fields.join(', ')} })
    return rows`,
  ) as MakeRows
}

/** In brackets, `__proto__` is a field as any other. */
function quoteName(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name)
}

const plainTypes = new Set(['VARCHAR', 'BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'DOUBLE', 'FLOAT'])

function chooseConvert(type: DuckDBType): Convert {
  const name = String(type)
  if (plainTypes.has(name)) return keepValue
  if (name === 'BIGINT' || name === 'HUGEINT') return toWhole
  const { JSDuckDBValueConverter: convert } = loadDuckdb()
  return (value) => toValue(convert(value, type, convert), name)
}

function keepValue(value: DuckDBValue): Value {
  return value as Value
}

/** Whole numbers above 2^53 become text, so that no digit is lost. */
function toWhole(value: unknown): Value {
  if (typeof value !== 'bigint') return null
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value.toString()
}

function toValue(value: unknown, type: string): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return toWhole(value)
  if (value instanceof Date) {
    return type === 'DATE' ? isoDate(value.getTime() / DAY_MS) : value.toISOString().replace('.000Z', 'Z')
  }
  if (Array.isArray(value)) return value.map((item) => toValue(item, ''))
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )
}
