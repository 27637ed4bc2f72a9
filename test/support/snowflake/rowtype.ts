import { DuckDBDecimalType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'

/** A column as Snowflake describes it beside a result. */
export interface RowType {
  name: string
  type: string
  precision: number | null
  scale: number | null
  length: number | null
  nullable: boolean
}

/** A value as it travels: text of its own form for each type, or null. */
export type Cell = string | null

/** The longest text that a column without a length holds. */
const TEXT_LENGTH = 16_777_216

/** Unquoted names are upper case; DuckDB keeps them as written. */
export function toRowType(name: string, type: DuckDBType): RowType {
  return { ...describeType(type), name: name.toUpperCase(), nullable: true }
}

/** A column of a result that no query made, e.g. of `show pipes`: its name stays as it is. */
export function column(name: string, type: 'text' | 'fixed' | 'boolean' = 'text'): RowType {
  const numbers = type === 'fixed' ? { precision: 38, scale: 0 } : { precision: null, scale: null }
  return { name, type, ...numbers, length: type === 'text' ? TEXT_LENGTH : null, nullable: true }
}

function describeType(type: DuckDBType): Omit<RowType, 'name' | 'nullable'> {
  const plain = (name: string) => ({ type: name, precision: null, scale: null, length: null })
  if (type instanceof DuckDBDecimalType)
    return { type: 'fixed', precision: type.width, scale: type.scale, length: null }
  switch (type.typeId) {
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
      return { type: 'fixed', precision: 38, scale: 0, length: null }
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return plain('real')
    case DuckDBTypeId.BOOLEAN:
      return plain('boolean')
    case DuckDBTypeId.DATE:
      return plain('date')
    case DuckDBTypeId.TIME:
      return { ...plain('time'), scale: 9, precision: 0 }
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return { ...plain('timestamp_ntz'), scale: 9, precision: 0 }
    case DuckDBTypeId.TIMESTAMP_TZ:
      return { ...plain('timestamp_ltz'), scale: 9, precision: 0 }
    case DuckDBTypeId.BLOB:
      return { ...plain('binary'), length: 8_388_608 }
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return plain('array')
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
      return plain('object')
    default:
      return { ...plain('text'), length: TEXT_LENGTH }
  }
}

/** Turns the values of a column into the text that travels: days since 1970, seconds with nine decimals, `1` for true. */
export function cellWriter(type: DuckDBType): (value: unknown) => Cell {
  const described = describeType(type)
  const write = writers[described.type] ?? String
  return (value) => (value === null || value === undefined ? null : write(value))
}

const writers: Record<string, (value: unknown) => string> = {
  boolean: (value) => (value === true ? '1' : '0'),
  date: (value) => String((value as { days: number }).days),
  time: (value) => seconds((value as { micros: bigint }).micros),
  timestamp_ntz: (value) => seconds(toMicroseconds(value)),
  timestamp_ltz: (value) => seconds(toMicroseconds(value)),
  binary: (value) =>
    Buffer.from((value as { bytes: Uint8Array }).bytes)
      .toString('hex')
      .toUpperCase(),
  array: toJson,
  object: toJson,
}

function toMicroseconds(value: unknown): bigint {
  const { micros, millis, nanos, seconds: whole } = value as Record<string, bigint | undefined>
  return (
    micros ??
    (millis === undefined ? undefined : millis * 1_000n) ??
    (nanos === undefined ? (whole ?? 0n) * 1_000_000n : nanos / 1_000n)
  )
}

/** `1767571200.000000000`, also before 1970. */
function seconds(micros: bigint): string {
  const [sign, size] = micros < 0n ? ['-', -micros] : ['', micros]
  return `${sign}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')}000`
}

function toJson(value: unknown): string {
  const { items, entries } = value as { items?: unknown; entries?: unknown }
  return JSON.stringify(items ?? entries ?? value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )
}
