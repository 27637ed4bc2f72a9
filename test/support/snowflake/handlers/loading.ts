import type { CatalogueObject } from '../catalogue.ts'
import { notAuthorized } from '../errors.ts'
import { done, type Statement, type StatementContext, table } from '../statement.ts'
import { identifier, nameParts } from '../text.ts'
import type { LoadedFile } from '../world.ts'

/** What Snowflake tells of its pipes, of the files that they tried, and of how fresh its dynamic tables are. */
export const loadingStatements: Statement[] = [
  {
    pattern: /^select\s+system\$pipe_status\(\s*'([\w.]+)'\s*\)\s+as\s+(\w+)$/i,
    handle({ match, session, catalogue, qualified, world }) {
      const pipe = catalogue.get('pipe', qualified(match[1] ?? ''))
      if (!catalogue.may(session.role, 'MONITOR', 'pipe', pipe.name)) throw notAuthorized('pipe', pipe.name)
      const tried = world.loadedFiles.filter((file) => file.pipe === pipe.name)
      const status = {
        executionState: pipe.state.paused === true ? 'PAUSED' : 'RUNNING',
        pendingFileCount: 0,
        ...(tried.length === 0 ? {} : { lastIngestedTimestamp: tried.at(-1)?.loadedAt }),
      }
      return table([identifier(match[2] ?? '')], [[JSON.stringify(status)]])
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
    pattern:
      /\btable\(\s*information_schema\.copy_history\(\s*table_name\s*=>\s*'([\w.]+)'[\s\S]*?\)\s*\)(?=\s+as\b)/i,
    handle(context) {
      const { match, sql, world, run, qualified } = context
      const name = qualified(match[1] ?? '')
      const days = Number(/dateadd\('day',\s*-(\d+)/i.exec(match[0])?.[1] ?? 14)
      const since = Date.parse(world.now()) - Math.min(days, 14) * 86_400_000
      const files = world.loadedFiles.filter(
        (file) => file.table === name && Date.parse(file.loadedAt) >= since,
      )
      return run(sql.replace(match[0], formatHistory(files)))
    },
  },
  {
    pattern: /^show\s+dynamic\s+tables\s+in\s+schema\s+(\w+)$/i,
    handle(context) {
      const columns = ['name', 'scheduling_state', 'data_timestamp', 'target_lag', 'refresh_mode']
      return table(columns, dynamicTables(context).map(toRow))
    },
  },
]

const statuses: Record<LoadedFile['status'], string> = {
  LOADED: 'Loaded',
  LOAD_FAILED: 'Load failed',
  PARTIALLY_LOADED: 'Partially loaded',
}

/** The rows of COPY_HISTORY as a subquery of DuckDB. */
function formatHistory(files: LoadedFile[]): string {
  const text = (value: string | null) => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)
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

function dynamicTables({ match, session, catalogue }: StatementContext): CatalogueObject[] {
  const schema = `${session.database}.${identifier(match[1] ?? '')}.`
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
