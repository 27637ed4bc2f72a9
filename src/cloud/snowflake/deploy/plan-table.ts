import { type TableName, tables } from '../../../domain/tables/tables.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import { landingColumns, type ObjectColumn } from '../objects/landing-tables.ts'
import type { ColumnState, SnowflakeState } from './deployed-state.ts'
import type { Step } from './run-steps.ts'

/** How `information_schema.columns` calls the types of landing. */
export const storedTypes: Record<string, string[]> = {
  varchar: ['TEXT', 'VARCHAR'],
  bigint: ['NUMBER'],
  double: ['FLOAT', 'DOUBLE'],
  boolean: ['BOOLEAN'],
  date: ['DATE'],
  timestamp_ntz: ['TIMESTAMP_NTZ'],
  timestamp_ltz: ['TIMESTAMP_LTZ'],
}

/** What a landing table lacks, and what of it this version would lose. */
export function planTable(table: TableName, create: string, state: SnowflakeState, role: string) {
  const name = `landing.${table}`
  const there = state.tables.get(name)
  if (there === undefined) {
    return { steps: [{ about: `create table ${name}`, role, statements: [create] }], refusals: [] }
  }
  const wanted = landingColumns(table)
  const stored = new Map(there.columns.map((column) => [column.name, column]))
  const removed = there.columns
    .filter((column) => !wanted.some((one) => one.name === column.name))
    .map(
      (column) =>
        `${name}.${column.name} (${column.type}) is in Snowflake, and this version has no such column`,
    )
  const changes = wanted.map((column) => planColumn(table, column, stored.get(column.name), role))
  const { grain } = tables[table]
  const comment = {
    about: `comment on ${name}`,
    role,
    statements: [`comment on table ${name} is ${quoteSnowflakeLiteral(grain)}`],
  }
  return {
    steps: [...changes.flatMap(({ steps }) => steps), ...(there.comment === grain ? [] : [comment])],
    refusals: [...removed, ...changes.flatMap(({ refusals }) => refusals)],
  }
}

/** A column that came later may be null, whatever `tables.ts` says: the rows before it have none. */
function planColumn(table: TableName, column: ObjectColumn, stored: ColumnState | undefined, role: string) {
  const name = `landing.${table}.${column.name}`
  const comment = `comment on column ${name} is ${quoteSnowflakeLiteral(column.about)}`
  if (stored === undefined) {
    const add = `alter table landing.${table} add column if not exists ${column.name} ${column.type}`
    return { steps: [{ about: `add column ${name}`, role, statements: [add, comment] }], refusals: [] }
  }
  const refusals: string[] = []
  const steps: Step[] = []
  if (!storedTypes[column.type]?.includes(stored.type))
    refusals.push(`${name} is ${stored.type} in Snowflake, and this version has ${column.type}`)
  const isKey = (tables[table].key as readonly string[]).includes(column.name)
  if (isKey && column.required && stored.isNullable)
    refusals.push(`${name} may be null in Snowflake, and this version has it as a key`)
  if (!column.required && !stored.isNullable) {
    const loosen = `alter table landing.${table} alter column ${column.name} drop not null`
    steps.push({ about: `let ${name} be null`, role, statements: [loosen] })
  }
  if (stored.comment !== column.about)
    steps.push({ about: `comment on ${name}`, role, statements: [comment] })
  return { steps, refusals }
}
