import { WarehouseError } from '../domain/errors.ts'
import type { Result, ResultRow, Value } from './warehouse.ts'

/** What a column holds: a kind of value (`?`: or null), or one of the listed texts. */
type ColumnKind = 'text' | 'text?' | 'number' | 'number?' | 'boolean' | readonly string[]
type Columns = Record<string, ColumnKind>

interface Kinds {
  text: string
  'text?': string | null
  number: number
  'number?': number | null
  boolean: boolean
}

/** A row with these columns. */
export type TypedRow<C extends Columns> = {
  -readonly [Name in keyof C]: C[Name] extends keyof Kinds
    ? Kinds[C[Name]]
    : C[Name] extends readonly (infer Text)[]
      ? Text
      : never
}

/** The rows of a result, typed. Throws a `WarehouseError`, code `Query`, if a value is not of its column's kind. */
export function readRows<const C extends Columns>({ rows }: Result, columns: C): TypedRow<C>[] {
  const checks = Object.entries(columns)
  for (const row of rows) {
    for (const [name, kind] of checks) if (!isOfKind(row[name], kind)) throw unexpected(name, kind, row)
  }
  return rows as TypedRow<C>[]
}

function isOfKind(value: Value | undefined, kind: ColumnKind): boolean {
  if (typeof kind !== 'string') return typeof value === 'string' && kind.includes(value)
  if (value === null) return kind === 'text?' || kind === 'number?'
  if (typeof value === 'string') return kind === 'text' || kind === 'text?'
  if (typeof value === 'number') return kind === 'number' || kind === 'number?'
  return typeof value === 'boolean' && kind === 'boolean'
}

function unexpected(column: string, kind: ColumnKind, row: ResultRow): WarehouseError {
  const expected = typeof kind === 'string' ? kind.replace('?', ' or null') : kind.join(' or ')
  const got = row[column] === undefined ? 'no such column' : JSON.stringify(row[column])
  return new WarehouseError('Query', `column ${column} of a result: expected ${expected}, got ${got}`, {
    advice: 'the models of the warehouse and of this version differ: rebuild or deploy the warehouse',
    details: { column },
  })
}
