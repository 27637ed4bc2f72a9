import type { Column } from 'snowflake-sdk'
import type { ColumnType } from '../../domain/tables/tables.ts'
import type { Value } from '../warehouse.ts'

/** Reads a column's values as the driver gives them: numbers as text, days and instants as `Date`. */
export function valueReader(column: Column): (value: unknown) => Value {
  const read = createReader(column)
  return (value) => (value === null || value === undefined ? null : read(value))
}

/** What of our types a column holds. Whole numbers have no width in Snowflake: all are bigint. */
export function toColumnType(column: Column): ColumnType {
  if (column.isNumber()) return isReal(column) || column.getScale() > 0 ? 'double' : 'bigint'
  if (column.isBoolean()) return 'boolean'
  if (column.isDate()) return 'date'
  return column.isTimestamp() ? 'timestamp' : 'text'
}

function isReal(column: Column): boolean {
  return column.getType().toLowerCase() === 'real'
}

function createReader(column: Column): (value: unknown) => Value {
  if (column.isNumber()) return (value) => toNumber(String(value), isReal(column))
  if (column.isDate()) return (value) => (value as Date).toISOString().slice(0, 10)
  if (column.isTimestamp()) return (value) => (value as Date).toISOString().replace('.000Z', 'Z')
  if (column.isBinary()) return (value) => (value as Buffer).toString('hex')
  return plain
}

/** A number that JavaScript cannot hold stays text, so that no digit is lost. */
function toNumber(text: string, isRounded: boolean): Value {
  const number = Number(text)
  if (isRounded) return number
  return Number.isInteger(number)
    ? Number.isSafeInteger(number)
      ? number
      : text
    : countDigits(text) > 15
      ? text
      : number
}

/** Digits that count: without leading zeros, and without trailing ones behind the point. */
function countDigits(text: string): number {
  return text
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '').length
}

function plain(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (Array.isArray(value)) return value.map((item) => (item === null ? null : plain(item)))
  return JSON.stringify(value)
}
