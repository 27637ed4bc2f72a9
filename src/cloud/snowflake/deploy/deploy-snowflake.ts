import { HitparadeError } from '../../../domain/errors.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import type { StackParameters, StackState } from '../bucket-stack.ts'
import { pipeComments, type SnowflakeObjects } from '../objects/snowflake-objects.ts'
import {
  createStackUpdate,
  type DeployContext,
  type DeployOptions,
  type Outcome,
  withPrerequisites,
} from './deploy-context.ts'
import { createPlan, listSteps, type Plan } from './deploy-plan.ts'
import { readState, type SnowflakeState } from './deployed-state.ts'
import { runSteps, type Step } from './run-steps.ts'
import { proveAccess } from './storage-integration.ts'

/**
 * Brings Snowflake to this version. Every step first checks what is deployed, so you can interrupt it anywhere and run it
 * again, and a second run does nothing. Throws code `Destructive` before any change if data would be lost, and
 * `AccessNotProven` if Snowflake cannot read the bucket.
 */
export async function deploySnowflake(options: DeployOptions): Promise<Outcome> {
  const { stack, log, retry } = options
  const state = (await stack.read()) ?? (await createStack(options))
  return withPrerequisites(options, state, async ({ session, target, objects, integration }) => {
    const { plan } = await createSafePlan({ session, objects })
    const steps: string[] = []
    const run = async (some: Step[]) => steps.push(...(await runSteps(session, objects.names, some, log)))
    const updateStack = createStackUpdate(options, steps)
    const trust = toTrust({ integration })
    if (differs(trust, state.parameters)) await updateStack(describeTrust({ target, integration }), trust)
    await run(plan.database)
    await proveAccess(session, target, retry)
    await run([...plan.tables, ...plan.pipes, ...plan.models, ...plan.grants, ...plan.alert])
    const queues = await readPipeQueues({ session, objects })
    if (differs(queues, state.parameters.queues)) await updateStack(CONNECT_QUEUES, { queues })
    const refreshes = planRefreshes(objects, await readState(session, objects.names))
    await run(refreshes)
    steps.push(...(await recordCharts(options, { session, objects })))
    return { status: 'done', steps, refreshedPipes: refreshes.length }
  })
}

/** What `deploySnowflake` would do, without any change. Throws code `Destructive` like it. */
export async function planSnowflake(options: DeployOptions): Promise<Outcome> {
  const state = await options.stack.read()
  if (state === null)
    return { status: 'planned', steps: [CREATE_STACK, 'print 00-admin.sql for an administrator'] }
  return withPrerequisites(options, state, async ({ session, target, objects, integration }) => {
    const { plan, deployed } = await createSafePlan({ session, objects })
    const isConnected = objects.pipes.every(
      ({ table, name }) => deployed.pipes.has(name) && state.parameters.queues[table] !== '',
    )
    const hasTrust = !differs(toTrust({ integration }), state.parameters)
    const steps = [
      ...(hasTrust ? [] : [describeTrust({ target, integration })]),
      ...listSteps(plan).map(({ description }) => description),
      ...(isConnected ? [] : [CONNECT_QUEUES]),
      ...planRefreshes(objects, deployed).map(({ description }) => description),
    ]
    return { status: 'planned', steps }
  })
}

/**
 * Adds the columns that the landing tables lack. Run it before you deploy the functions that fill these columns: a pipe
 * drops a column that its table lacks, and never loads the file again. Does nothing if Snowflake has no tables yet.
 * Throws code `Destructive` like `deploySnowflake`.
 */
export async function prepareTables(options: DeployOptions): Promise<Outcome> {
  const state = await options.stack.read()
  if (state === null || state.parameters.user === '') return { status: 'done', steps: [] }
  return withPrerequisites(options, state, async ({ session, objects }) => {
    const { plan, deployed } = await createSafePlan({ session, objects })
    const changes = deployed.tables.size > 0 ? plan.tables : []
    return { status: 'done', steps: await runSteps(session, objects.names, changes, options.log) }
  })
}

const CREATE_STACK = 'create the AWS stack, whose role for Snowflake trusts no user yet'
const CONNECT_QUEUES = 'connect the bucket to the queues of the pipes'

function describeTrust({ target, integration }: Pick<DeployContext, 'target' | 'integration'>): string {
  return `let ${integration.userArn} assume ${target.roleArn}`
}

function toTrust({ integration: { userArn, externalId } }: Pick<DeployContext, 'integration'>) {
  return { user: userArn, externalId }
}

function createStack({ stack, log }: DeployOptions): Promise<StackState> {
  log(CREATE_STACK)
  return stack.deploy()
}

/** What is deployed, and the plan that changes it. Throws code `Destructive` if the plan would lose data. */
async function createSafePlan({
  session,
  objects,
}: Pick<DeployContext, 'session' | 'objects'>): Promise<{ plan: Plan; deployed: SnowflakeState }> {
  const deployed = await readState(session, objects.names)
  const plan = createPlan(objects, deployed)
  const { conflicts } = plan
  if (conflicts.length === 0) return { plan, deployed }
  throw new HitparadeError(
    'Destructive',
    `this version would lose data in Snowflake, so nothing was changed:\n${conflicts.map((one) => `  ${one}`).join('\n')}`,
    {
      advice:
        'go back to the version that created it, or move the data by hand: see “When a deployment is rejected” in docs/deploy-snowflake.md',
      details: { conflicts: conflicts.length },
    },
  )
}

/** The queue of each table's pipe. Snowflake chooses it, and pipes may have different ones. */
async function readPipeQueues({
  session,
  objects,
}: Pick<DeployContext, 'session' | 'objects'>): Promise<StackParameters['queues']> {
  const queues: [string, string][] = []
  for (const { table, name } of objects.pipes) {
    const { rows } = await session.execute(`desc pipe ${objects.names.database}.${name}`)
    queues.push([table, String(rows[0]?.notification_channel ?? '')])
  }
  return Object.fromEntries(queues) as StackParameters['queues']
}

/** Each new pipe has to load the files that arrived before the bucket notified it. Its comment records that it has. */
function planRefreshes({ pipes, names }: SnowflakeObjects, state: SnowflakeState): Step[] {
  return pipes
    .filter(({ name }) => state.pipes.get(name)?.comment === pipeComments.waiting)
    .map(({ name }) => ({
      description: `refresh pipe ${name}`,
      role: names.roles.loader,
      statements: [
        `alter pipe ${name} refresh`,
        `alter pipe ${name} set comment = ${quoteSnowflakeLiteral(pipeComments.refreshed)}`,
      ],
    }))
}

/** Runs last: the tables have their columns and the pipes are connected. */
async function recordCharts(
  { recordCharts: record, log }: DeployOptions,
  { session, objects }: Pick<DeployContext, 'session' | 'objects'>,
): Promise<string[]> {
  if (record === undefined) return []
  await session.execute(`use database ${objects.names.database}`)
  const charts = await record((sql) => session.execute(sql))
  const steps = charts.map((chart) => `record the configuration of ${chart}`)
  for (const step of steps) log(step)
  return steps
}

function differs(expected: Record<string, string>, actual: object): boolean {
  const values = new Map<string, unknown>(Object.entries(actual))
  return Object.entries(expected).some(([key, value]) => values.get(key) !== value)
}
