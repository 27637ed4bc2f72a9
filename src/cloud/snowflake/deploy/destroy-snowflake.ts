import { type TableName, tableNames } from '../../../domain/tables/tables.ts'
import { modelColumns } from '../objects/model-columns.ts'
import { createObjects } from '../objects/snowflake-objects.ts'
import {
  createStackUpdate,
  createTarget,
  type DeployOptions,
  type Outcome,
  withLogin,
} from './deploy-context.ts'
import { readState } from './deployed-state.ts'
import { runSteps } from './run-steps.ts'

/** What `destroySnowflake` deletes, one line each, in order. */
export function listDestruction(database: string): string[] {
  return [
    'the notifications from the curated bucket to the pipes, in the AWS stack',
    `the pipes of ${database}, and their record of loaded files`,
    `the database ${database}, with all rows of landing; the curated files are kept`,
    'the trust of the AWS role in Snowflake',
  ]
}

/**
 * Deletes what `deploySnowflake` created. Safe to interrupt and repeat. The notifications go first: S3 checks every
 * destination whenever they change, so a missing queue would block the change. What the administrator created is kept;
 * the outcome contains the SQL that drops it. Works without the integration.
 */
export async function destroySnowflake(options: DeployOptions): Promise<Outcome> {
  const { stack, log } = options
  const state = await stack.read()
  if (state === null) return { status: 'done', steps: [] }
  const steps: string[] = []
  const updateStack = createStackUpdate(options, steps)
  if (Object.values(state.parameters.queues).some((queue) => queue !== '')) {
    const queues = Object.fromEntries(tableNames.map((table) => [table, ''])) as Record<TableName, string>
    await updateStack('remove the notifications of the bucket', { queues })
  }
  const { names, undo } = createObjects(createTarget(options, state), await modelColumns())
  const nothingToDrop = (): Outcome => ({ status: 'done', steps })
  const outcome = await withLogin(options, state, nothingToDrop, async (session) => {
    const { pipes, hasDatabase } = await readState(session, names)
    const dropPipes = [...pipes.keys()].map((name) => ({
      description: `drop pipe ${name}`,
      role: names.roles.loader,
      statements: [`drop pipe if exists ${name}`],
    }))
    const dropDatabase = {
      description: `drop database ${names.database}`,
      role: names.roles.deploy,
      statements: [`drop database if exists ${names.database}`],
    }
    steps.push(
      ...(await runSteps(session, names, [...dropPipes, ...(hasDatabase ? [dropDatabase] : [])], log)),
    )
    const reason = 'an administrator can drop what 00-admin.sql created'
    return { status: 'adminRequired', reason, sql: undo }
  })
  if (state.parameters.user !== '')
    await updateStack('remove Snowflake’s user from the trust of the AWS role', { user: '', externalId: '' })
  return outcome
}
