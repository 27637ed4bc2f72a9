import type { Catalogue } from './catalogue.ts'
import { SnowflakeError } from './errors.ts'
import { type Cell, column, type RowType } from './rowtype.ts'
import { type Answer, type Bind, statementTypes } from './run.ts'
import type { Session } from './sessions.ts'
import { nameParts } from './text.ts'
import type { World } from './world.ts'

/** A kind of statement that DuckDB does not know, or not as Snowflake does. */
export interface Statement {
  /** Matched against the whole statement; the first in the table wins. */
  pattern: RegExp
  handle(context: StatementContext): Answer | Promise<Answer>
}

/** What a handler works with. */
export interface StatementContext {
  /** One statement, without the comments around it and without `;`. */
  sql: string
  /** Of the pattern. */
  match: RegExpExecArray
  binds: Bind[]
  session: Session
  world: World
  catalogue: Catalogue
  /** Runs a text on DuckDB, in the session's database and schema; without rights being asked. */
  run(sql: string, binds?: Bind[]): Promise<Answer>
  /** A name with the session's database and schema where it lacks them, upper case: `HITPARADE.LANDING.CURATED`. */
  qualified(name: string): string
}

/** The one line that a statement without a result answers. */
export function done(message: string): Answer {
  return table(['status'], [[message]], statementTypes.ddl)
}

/** Rows that no query made; `columns` are text unless they say otherwise. */
export function table(
  columns: (string | RowType)[],
  rows: Cell[][],
  statementTypeId = statementTypes.select,
): Answer {
  const rowtype = columns.map((each) => (typeof each === 'string' ? column(each) : each))
  return { rowtype, rowset: rows, chunks: [], total: rows.length, statementTypeId }
}

export function readContext(
  { sql, binds, session, world }: Pick<StatementContext, 'sql' | 'binds' | 'session' | 'world'>,
  match: RegExpExecArray,
): StatementContext {
  return {
    sql,
    match,
    binds,
    session,
    world,
    catalogue: world.catalogue,
    run: (query, given = []) => world.run(session, query, given),
    qualified: (name) => qualified(session, nameParts(name)).join('.'),
  }
}

/** Throws 090105 where the session is in no database. */
export function qualified({ database, schema }: Session, parts: string[]): string[] {
  const missing = [database, schema].slice(0, Math.max(0, 3 - parts.length))
  if (missing.includes(null)) {
    throw new SnowflakeError(
      '090105',
      '22000',
      "Cannot perform operation. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.",
    )
  }
  return [...(missing as string[]), ...parts]
}
