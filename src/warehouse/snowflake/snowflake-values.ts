import type { Column } from 'snowflake-sdk'
import type { ColumnType } from '../../domain/tables/tables.ts'
import type { Value } from '../warehouse.ts'

/** Converts a column's values from what the driver returns: numbers as text, dates and timestamps as `Date`. */
export function valueReader(column: Column): (value: unknown) => Value {
  const read = createReader(column)
  return (value) => (value === null || value === undefined ? null : read(value))
}

/** The type of a column. Integers have no width in Snowflake, so all are bigint. */
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
  return toPlainValue
}

/** A number that JavaScript cannot represent stays text, so that no digit is lost. */
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

/** Significant digits: without leading zeros, and without trailing zeros after the decimal point. */
function countDigits(text: string): number {
  return text
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '').length
}

function toPlainValue(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (Array.isArray(value)) return value.map((item) => (item === null ? null : toPlainValue(item)))
  return JSON.stringify(value)
}
