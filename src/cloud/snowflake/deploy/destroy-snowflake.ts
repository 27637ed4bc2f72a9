import { tableNames } from '../../../domain/tables/tables.ts'
import type { StackParameters } from '../bucket-stack.ts'
import { modelColumns } from '../objects/model-columns.ts'
import { createObjects } from '../objects/snowflake-objects.ts'
import { createTarget, type DeployOptions, type Outcome, withLogin } from './deploy-context.ts'
import { readState } from './deployed-state.ts'
import { runSteps } from './run-steps.ts'

/** What `destroySnowflake` deletes, in words, in its order. */
export function listDestruction(database: string): string[] {
  return [
    'the notifications of the curated bucket to the pipes, in the stack',
    `the pipes of ${database}, with their memory of which files they have loaded`,
    `the database ${database}, with all rows of landing; the curated files stay`,
    'the trust of the stack’s role in Snowflake',
  ]
}

/**
 * Deletes what `deploySnowflake` made: notifications before pipes, since S3 asks every destination whenever they change.
 * It may be stopped anywhere and run again. What the administrator made stays; the hand-over says how to undo it. The
 * integration is not asked for: without it there is the same to delete.
 */
export async function destroySnowflake(options: DeployOptions): Promise<Outcome> {
  const { stack, say } = options
  const state = await stack.read()
  if (state === null) return { ended: 'done', steps: [] }
  const nobody: StackParameters = {
    user: '',
    externalId: '',
    queues: Object.fromEntries(tableNames.map((table) => [table, ''])) as StackParameters['queues'],
  }
  const steps: string[] = []
  const tell = async (about: string, parameters: Partial<StackParameters>) => {
    say(about)
    await stack.set(parameters)
    steps.push(about)
  }
  if (Object.values(state.parameters.queues).some((queue) => queue !== ''))
    await tell('remove the notifications of the bucket', { queues: nobody.queues })
  const { names, undo } = createObjects(createTarget(options, state), await modelColumns())
  const nothing = (): Outcome => ({ ended: 'done', steps })
  const outcome = await withLogin(options, state, nothing, async (session) => {
    const { pipes, hasDatabase } = await readState(session, names)
    const dropped = [...pipes.keys()].map((name) => ({
      about: `drop pipe ${name}`,
      role: names.roles.loader,
      statements: [`drop pipe if exists ${name}`],
    }))
    const database = {
      about: `drop database ${names.database}`,
      role: names.roles.deploy,
      statements: [`drop database if exists ${names.database}`],
    }
    steps.push(...(await runSteps(session, names, [...dropped, ...(hasDatabase ? [database] : [])], say)))
    const reason = 'an administrator may take back what 00-admin.sql made'
    return { ended: 'handed over', reason, sql: undo }
  })
  if (state.parameters.user !== '') {
    const { user, externalId } = nobody
    await tell('admit nobody to the stack’s role any more', { user, externalId })
  }
  return outcome
}
