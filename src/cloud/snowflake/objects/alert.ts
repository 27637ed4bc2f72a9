import { tableNames } from '../../../domain/tables/tables.ts'
import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import { withChecksum } from './checksum.ts'

/** An alert of Snowflake, and the statements that deploy it in this order. */
export interface AlertObject {
  /** With its schema. */
  name: string
  /** Ends with a checksum that changes whenever anything about the alert does. */
  comment: string
  create: string
  /** Lets monitors see whether it runs. Replacing the alert drops this grant. */
  grant: string
  /** A new alert is suspended. */
  resume: string
}

/** The alert about loading, with its schema. */
export const LOADING_ALERT = 'core.loading_stopped'

/** Every day, in UTC. */
const SCHEDULE = 'using cron 0 8 * * * UTC'

/** A day, and two hours for a run that is late. */
const HOURS = 26

/**
 * The alert that sends an e-mail to these addresses once a day while a dynamic table is suspended or out of date, a pipe
 * does not run, or a file could not be loaded. It needs no warehouse. Null without addresses.
 */
export function createAlert(names: SnowflakeNames, emails: readonly string[]): AlertObject | null {
  if (emails.length === 0) return null
  const { database, notifications, roles } = names
  const message = [
    notifications,
    emails.join(', '),
    `${database}: loading has stopped`,
    'A dynamic table is suspended or out of date, a pipe does not run, or a file could not be loaded. ' +
      'hitparade doctor --target snowflake lists what needs repair.',
  ]
  const statement = (comment: string) => `create or replace alert ${LOADING_ALERT}
schedule = '${SCHEDULE}'
comment = ${quoteSnowflakeLiteral(comment)}
if (exists (
${listProblems(names).join('\nunion all\n')}
))
then call system$send_email(${message.map(quoteSnowflakeLiteral).join(', ')})`
  const about = 'sends an e-mail while loading has stopped'
  const comment = withChecksum(about, statement(about))
  return {
    name: LOADING_ALERT,
    comment,
    create: statement(comment),
    grant: `grant monitor on alert ${LOADING_ALERT} to role ${roles.monitor}`,
    resume: `alter alert ${LOADING_ALERT} resume`,
  }
}

/** The statements that create it, or replace an older one. */
export function alertStatements({ create, grant, resume }: AlertObject): string[] {
  return [create, grant, resume]
}

/** Queries that return a row for each problem. All names are complete: an alert has no current database. */
function listProblems({ database, pipe }: SnowflakeNames): string[] {
  const since = `dateadd('hour', -${HOURS}, current_timestamp())`
  const pipes = tableNames.map((table) => `${database}.landing.${pipe(table)}`)
  const statuses = pipes.map(
    (name) => `    select '${name}' as name, system$pipe_status('${name}') as status`,
  )
  return [
    `select tables.name
from table(${database}.information_schema.dynamic_tables(result_limit => 10000)) as tables
where tables.schema_name = 'CORE' and (
    cast(get_ignore_case(tables.scheduling_state, 'state') as varchar) = 'SUSPENDED'
    or tables.latest_data_timestamp < ${since}
)`,
    `select pipes.name
from (
${statuses.join('\n    union all\n')}
) as pipes
where coalesce(cast(get_ignore_case(parse_json(pipes.status), 'executionState') as varchar), '') <> 'RUNNING'`,
    ...tableNames.map(
      (table) => `select loads.file_name as name
from table(${database}.information_schema.copy_history(
    table_name => '${database}.landing.${table}', start_time => ${since}
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')`,
    ),
  ]
}
