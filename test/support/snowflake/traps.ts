import { type Column, tables } from '../../../src/domain/tables/tables.ts'
import { withoutComments } from './text.ts'

interface Trap {
  name: string
  isIn(statement: string): boolean
}

const matchCreate = (word: string) =>
  new RegExp(`^create (or (alter|replace) )?(secure |transient )?${word}\\b`)
const isPipe = (sql: string) => matchCreate('pipe').test(sql)
const isDynamic = (sql: string) => matchCreate('dynamic table').test(sql)
const isView = (sql: string) => matchCreate('view').test(sql)

/** Functions that read the clock. A pipe or a dynamic table must not call them. */
export const clocks =
  /\b(current_date|current_time|current_timestamp|getdate|localtime|localtimestamp|sysdate|systimestamp)\b/

/** What Snowflake's documentation reserves, so that it can be no name of a column or table without quotes. */
const reserved = new Set(
  `account all alter and any as between by case cast check column connect connection constraint create cross current
  current_date current_time current_timestamp current_user database delete distinct drop else exists false following for
  from full grant group gscluster having ilike in increment inner insert intersect into is issue join lateral left like
  localtime localtimestamp minus natural not null of on or order organization qualify regexp revoke right rlike row rows
  sample schema select set some start table tablesample then to trigger true try_cast union unique update using values
  view when whenever where with`.split(/\s+/),
)

const traps: Trap[] = [
  {
    name: 'or replace of a pipe, a table or an integration loses what they remember',
    isIn: (sql) => /^create or replace (transient )?((storage )?integration|pipe|table)\b/.test(sql),
  },
  {
    name: 'create or alter table drops columns that it does not name',
    isIn: (sql) => /^create or alter (transient )?table\b/.test(sql),
  },
  {
    name: 'create or alter of a view cannot change what it selects, of a pipe not its copy',
    isIn: (sql) => /^create or alter (secure )?(view|pipe)\b/.test(sql),
  },
  {
    name: 'a grant on all pipes is refused: each needs its own',
    isIn: (sql) => /^grant .* on (all|future) pipes\b/.test(sql),
  },
  { name: 'truncate makes pipes forget what they have loaded', isIn: (sql) => /^truncate\b/.test(sql) },
  {
    name: 'a stage, a location or a path does not end in a slash',
    isIn: (sql) =>
      [...sql.matchAll(/'(s3:\/\/[^']*)'/g), ...sql.matchAll(/from (@[^\s;)]+)/g)].some(
        ([, path]) => !path?.endsWith('/'),
      ),
  },
  {
    name: 'columns are matched by name and selected',
    isIn: (sql) =>
      /\bcopy into\b/.test(sql) && /\bmatch_by_column_name\b/.test(sql) && /\bselect\b/.test(sql),
  },
  { name: 'a pipe reads the clock, which is hours off', isIn: (sql) => isPipe(sql) && clocks.test(sql) },
  {
    name: 'a pipe without auto_ingest waits for calls',
    isIn: (sql) => isPipe(sql) && !/auto_ingest = true/.test(sql),
  },
  {
    name: 'a pipe keeps neither file nor time of a row',
    isIn: (sql) =>
      isPipe(sql) && !/include_metadata = \(.*metadata\$start_scan_time.*metadata\$filename.*\)/.test(sql),
  },
  {
    name: 'columns of a pipe are not matched by name in any case',
    isIn: (sql) => isPipe(sql) && !/match_by_column_name = case_insensitive/.test(sql),
  },
  { name: 'schema evolution drops the not null', isIn: (sql) => /enable_schema_evolution = true/.test(sql) },
  { name: 'a key may be null', isIn: hasNullableKey },
  { name: 'a text has a length', isIn: (sql) => /\b(varchar|string|text|char)\s*\(\s*\d/.test(sql) },
  {
    name: 'a timestamp depends on TIMESTAMP_TYPE_MAPPING',
    isIn: (sql) => /\b(timestamp|datetime)\b(?!')/.test(sql),
  },
  {
    name: 'parquet is read by the old scanner',
    isIn: (sql) => matchCreate('file format').test(sql) && !/use_vectorized_scanner = true/.test(sql),
  },
  {
    name: 'an object that readers see depends on their session',
    isIn: (sql) =>
      (isView(sql) || isDynamic(sql)) &&
      /\b(to_char|to_varchar|dayofweek|dayofweekiso|dayname|weekofyear|weekiso|yearofweek|current_\w+|localtime\w*|getdate|date_from_parts|to_timestamp)\b|\bdate_trunc\(\s*'week'|\bcast\(\s*'[^']*' as (date|time)\b|\bto_date\([^,)]*\)|"/.test(
        sql,
      ),
  },
  {
    name: 'a dynamic table reads the clock or takes any value, so every refresh differs',
    isIn: (sql) => isDynamic(sql) && (clocks.test(sql) || /\bany_value\b/.test(sql)),
  },
  {
    name: 'a dynamic table lets Snowflake choose how it is refreshed',
    isIn: (sql) => isDynamic(sql) && !/refresh_mode = full/.test(sql),
  },
  {
    name: 'readers lose a view that is replaced',
    isIn: (sql) => /^create or replace (view|dynamic table)/.test(sql) && !/\bcopy grants\b/.test(sql),
  },
  {
    name: 'a reserved word is the name of a column or a query',
    isIn: (sql) => {
      const columns = [...sql.matchAll(/\bas ([a-z_]+)\b(?!\s*\()/g)]
      const queries = [...sql.matchAll(/(?:\bwith|,)\s+([a-z_]+) as \(/g)]
      return [...columns, ...queries].some(
        ([, name = '']) => reserved.has(name) && !['select', 'with'].includes(name),
      )
    },
  },
]

export const trapNames = traps.map(({ name }) => name)

/** The classic traps that a statement runs into, in words. */
export function findTraps(statement: string): string[] {
  const sql = withoutComments(statement).toLowerCase().replace(/\s+/g, ' ').trim()
  // Comments and literals are not syntax.
  const plain = sql.replace(/comment (= )?'(?:[^'\\]|''|\\.)*'/g, "comment $1''")
  return traps.filter(({ isIn }) => isIn(plain)).map(({ name }) => name)
}

/** Required columns of `tables.ts` are not null, and at least one of the key is: else a file that fits nowhere loads nulls. */
function hasNullableKey(sql: string): boolean {
  const [, table = ''] = /^create table if not exists landing\.(\w+)/.exec(sql) ?? []
  const wanted = Object.entries(tables).find(([name]) => name === table)?.[1]
  if (wanted === undefined) return false
  const isNotNull = (column: string) => new RegExp(`[(,] ?${column} \\w+ not null`).test(sql)
  const required = Object.entries<Column>(wanted.columns).filter(([, column]) => column.required)
  return !required.every(([column]) => isNotNull(column)) || !wanted.key.some(isNotNull)
}
