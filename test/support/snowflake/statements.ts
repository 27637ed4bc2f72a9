import { access } from './access.ts'
import { SnowflakeError } from './errors.ts'
import { alertStatements } from './handlers/alerts.ts'
import { copyStatements } from './handlers/copy.ts'
import { grantStatements } from './handlers/grants.ts'
import { integrationStatements } from './handlers/integrations.ts'
import { loadingStatements } from './handlers/loading.ts'
import { modelStatements } from './handlers/models.ts'
import { pipeStatements } from './handlers/pipes.ts'
import { roleStatements } from './handlers/roles.ts'
import { schemaStatements } from './handlers/schemas.ts'
import { sessionStatements } from './handlers/sessions.ts'
import { showStatements } from './handlers/show.ts'
import { stageStatements } from './handlers/stages.ts'
import { warehouseStatements } from './handlers/warehouses.ts'
import type { Answer, Bind } from './run.ts'
import type { Session } from './sessions.ts'
import { createContext, type Statement } from './statement.ts'
import { splitStatements } from './text.ts'
import type { World } from './world.ts'

/**
 * The table of statements: what Snowflake knows and DuckDB does not. What none of them matches is a query or a
 * change of rows, and DuckDB runs it. To add some, write a list of them in a file of `handlers/` and name it here.
 */
const statements: Statement[] = [
  ...alertStatements,
  ...roleStatements,
  ...integrationStatements,
  ...modelStatements,
  ...loadingStatements,
  ...showStatements,
  ...sessionStatements,
  ...warehouseStatements,
  ...schemaStatements,
  ...stageStatements,
  ...pipeStatements,
  ...copyStatements,
  ...grantStatements,
]

/** Runs the one statement that a request holds. Throws `SnowflakeError`. */
export async function execute(text: string, binds: Bind[], session: Session, world: World): Promise<Answer> {
  const [sql, ...more] = splitStatements(text)
  if (sql === undefined)
    throw new SnowflakeError('000900', '42601', 'SQL compilation error:\nEmpty SQL statement.')
  if (more.length > 0) {
    const message = `Actual statement count ${more.length + 1} did not match the desired statement count 1.`
    throw new SnowflakeError('000008', '0A000', message)
  }
  for (const { pattern, handle } of statements) {
    const match = pattern.exec(sql)
    if (match !== null) return handle(createContext({ sql, binds, session, world }, match))
  }
  await access(sql, session, world)
  return world.run(session, sql, binds)
}
