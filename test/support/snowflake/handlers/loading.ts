import { quoteLiteral } from '../../../../src/warehouse/sql-text.ts'
import type { CatalogueObject } from '../catalogue.ts'
import { notAuthorized } from '../errors.ts'
import { done, type Statement, type StatementContext, table } from '../statement.ts'
import { identifier, nameParts } from '../text.ts'
import type { LoadedFile } from '../world.ts'

/** The status of pipes, the history of loaded files, and the refreshes of dynamic tables. */
export const loadingStatements: Statement[] = [
  {
    pattern: /^select\s+system\$pipe_status\(\s*'([\w.]+)'\s*\)\s+as\s+(\w+)$/i,
    handle(context) {
      const [, pipe = '', alias = ''] = context.match
      return table([identifier(alias)], [[JSON.stringify(readPipeStatus(context, pipe))]])
    },
  },
  {
    pattern: /^alter\s+pipe\s+([\w.]+)\s+set\s+pipe_execution_paused\s*=\s*(true|false)$/i,
    handle({ match, session, catalogue, qualified }) {
      const pipe = catalogue.get('pipe', qualified(match[1] ?? ''))
      catalogue.demand(session.role, 'OPERATE', 'pipe', pipe.name)
      pipe.state.paused = match[2]?.toLowerCase() === 'true'
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^select\b[\s\S]*\binformation_schema\.copy_history\(/i,
    handle: (context) => context.run(replaceCopyHistory(context, context.sql)),
  },
  {
    pattern: /^show\s+dynamic\s+tables\s+in\s+schema\s+(\w+)$/i,
    handle(context) {
      const columns = ['name', 'scheduling_state', 'data_timestamp', 'target_lag', 'refresh_mode']
      const [, schema = ''] = context.match
      return table(columns, dynamicTables(context, `${identifier(schema)}.`).map(toRow))
    },
  },
]

/** Throws 003001 if the role may not monitor the pipe. */
export function readPipeStatus({ session, catalogue, qualified, world }: StatementContext, name: string) {
  const pipe = catalogue.get('pipe', qualified(name))
  if (!catalogue.may(session.role, 'MONITOR', 'pipe', pipe.name)) throw notAuthorized('pipe', pipe.name)
  const tried = world.loadedFiles.filter((file) => file.pipe === pipe.name)
  return {
    executionState: pipe.state.paused === true ? 'PAUSED' : 'RUNNING',
    pendingFileCount: 0,
    ...(tried.length === 0 ? {} : { lastIngestedTimestamp: tried.at(-1)?.loadedAt }),
  }
}

const copyHistory =
  /\btable\(\s*(?:\w+\.)?information_schema\.copy_history\(\s*table_name\s*=>\s*'([\w.]+)'[\s\S]*?\)\s*\)(?=\s+as\b)/gi

/** The query with a subquery of DuckDB in place of each COPY_HISTORY. */
export function replaceCopyHistory({ world, qualified }: StatementContext, sql: string): string {
  return sql.replace(copyHistory, (call, table: string) => {
    const name = qualified(table)
    const [, unit = 'day', count = '14'] = /dateadd\('(day|hour)',\s*-(\d+)/i.exec(call) ?? []
    const hours = Math.min(Number(count) * (unit.toLowerCase() === 'day' ? 24 : 1), 14 * 24)
    const since = Date.parse(world.now()) - hours * 3_600_000
    const files = world.loadedFiles.filter(
      (file) => file.table === name && Date.parse(file.loadedAt) >= since,
    )
    return selectHistory(files)
  })
}

const statuses: Record<LoadedFile['status'], string> = {
  LOADED: 'Loaded',
  LOAD_FAILED: 'Load failed',
  PARTIALLY_LOADED: 'Partially loaded',
}

/** The rows of COPY_HISTORY as a subquery of DuckDB. */
function selectHistory(files: LoadedFile[]): string {
  const text = (value: string | null) => (value === null ? 'null' : quoteLiteral(value))
  const rows = files.map(({ file, status, rows: count, error, pipe, loadedAt }) => {
    const [, stage = '', path = ''] = /^(s3:\/\/[^/]+\/)(.*)$/.exec(file) ?? []
    const values = [
      text(path),
      text(stage),
      `cast(${text(loadedAt)} as timestamptz)`,
      count,
      text(statuses[status]),
    ]
    return `(${[...values, text(error), text(pipe)].join(', ')})`
  })
  const nothing = "('', '', now(), 0, '', '', '')"
  const columns =
    'file_name, stage_location, last_load_time, row_count, status, first_error_message, pipe_name'
  return `(select * from (values ${rows.length === 0 ? nothing : rows.join(', ')}) as v (${columns}) where file_name <> '')`
}

/** Those of the database that the role may monitor, whose names begin with a text. */
export function dynamicTables({ session, catalogue }: StatementContext, start: string): CatalogueObject[] {
  const schema = `${session.database}.${start}`
  return catalogue
    .list('dynamic table')
    .filter(
      ({ name }) => name.startsWith(schema) && catalogue.may(session.role, 'MONITOR', 'dynamic table', name),
    )
}

function toRow({ name, createdAt, properties, state }: CatalogueObject) {
  return [
    nameParts(name)[2] ?? '',
    state.isSuspended === true ? 'SUSPENDED' : 'ACTIVE',
    typeof state.refreshedAt === 'string' ? state.refreshedAt : createdAt,
    properties.target_lag ?? null,
    properties.refresh_mode ?? null,
  ]
}
