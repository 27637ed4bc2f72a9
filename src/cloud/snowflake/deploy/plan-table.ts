import { type TableName, tables } from '../../../domain/tables/tables.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import { landingColumns, type ObjectColumn } from '../objects/landing-tables.ts'
import type { ColumnState, SnowflakeState } from './deployed-state.ts'
import type { Step } from './run-steps.ts'

/** Type in a statement → its names in `information_schema.columns`. */
export const storedTypes: Record<string, string[]> = {
  varchar: ['TEXT', 'VARCHAR'],
  bigint: ['NUMBER'],
  double: ['FLOAT', 'DOUBLE'],
  boolean: ['BOOLEAN'],
  date: ['DATE'],
  timestamp_ntz: ['TIMESTAMP_NTZ'],
  timestamp_ltz: ['TIMESTAMP_LTZ'],
}

interface TablePlan {
  steps: Step[]
  /** What this version would lose, as sentences. */
  conflicts: string[]
}

/** The steps that create a landing table or bring its columns and comments up to date. */
export function planTable(
  table: TableName,
  create: string,
  state: Pick<SnowflakeState, 'tables'>,
  role: string,
): TablePlan {
  const name = `landing.${table}`
  const deployed = state.tables.get(name)
  if (deployed === undefined) {
    return { steps: [{ description: `create table ${name}`, role, statements: [create] }], conflicts: [] }
  }
  const columns = landingColumns(table)
  const stored = new Map(deployed.columns.map((column) => [column.name, column]))
  const removed = deployed.columns
    .filter((column) => !columns.some((one) => one.name === column.name))
    .map((column) => `${name}.${column.name} (${column.type}) is in Snowflake but not in this version`)
  const changes = columns.map((column) => planColumn(table, column, stored.get(column.name), role))
  const { grain } = tables[table]
  const comment = {
    description: `comment on ${name}`,
    role,
    statements: [`comment on table ${name} is ${quoteSnowflakeLiteral(grain)}`],
  }
  return {
    steps: [...changes.flatMap(({ steps }) => steps), ...(deployed.comment === grain ? [] : [comment])],
    conflicts: [...removed, ...changes.flatMap(({ conflicts }) => conflicts)],
  }
}

/** A column that a later version added is nullable, even if `tables.ts` requires it: older rows have no value. */
function planColumn(
  table: TableName,
  column: ObjectColumn,
  stored: ColumnState | undefined,
  role: string,
): TablePlan {
  const name = `landing.${table}.${column.name}`
  const comment = `comment on column ${name} is ${quoteSnowflakeLiteral(column.about)}`
  if (stored === undefined) {
    const add = `alter table landing.${table} add column if not exists ${column.name} ${column.type}`
    return {
      steps: [{ description: `add column ${name}`, role, statements: [add, comment] }],
      conflicts: [],
    }
  }
  const conflicts: string[] = []
  const steps: Step[] = []
  if (!storedTypes[column.type]?.includes(stored.type))
    conflicts.push(`${name} is ${stored.type} in Snowflake but ${column.type} in this version`)
  const isKey = (tables[table].key as readonly string[]).includes(column.name)
  if (isKey && column.required && stored.isNullable)
    conflicts.push(`${name} is nullable in Snowflake but a key in this version`)
  if (!column.required && !stored.isNullable) {
    const dropNotNull = `alter table landing.${table} alter column ${column.name} drop not null`
    steps.push({ description: `make ${name} nullable`, role, statements: [dropNotNull] })
  }
  if (stored.comment !== column.about)
    steps.push({ description: `comment on ${name}`, role, statements: [comment] })
  return { steps, conflicts }
}
