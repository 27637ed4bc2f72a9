import { HitparadeError } from '../../../domain/errors.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import type { StackParameters, StackState } from '../bucket-stack.ts'
import { pipeComments, type SnowflakeObjects } from '../objects/snowflake-objects.ts'
import { type DeployContext, type DeployOptions, type Outcome, withPrerequisites } from './deploy-context.ts'
import { createPlan, listSteps, type Plan } from './deploy-plan.ts'
import { readState, type SnowflakeState } from './deployed-state.ts'
import { runSteps, type Step } from './run-steps.ts'
import { proveAccess } from './storage-integration.ts'

/**
 * Brings Snowflake to this version. Every step asks first what is there: it may be stopped anywhere and run again, and a
 * second time it does nothing. Throws code `Destructive`, before anything is changed, where something would be lost;
 * `AccessNotProven` where Snowflake cannot read the bucket.
 */
export async function deploySnowflake(options: DeployOptions): Promise<Outcome> {
  const { stack, say, patience } = options
  const state = (await stack.read()) ?? (await makeStack(options))
  return withPrerequisites(options, state, async ({ session, target, objects, integration }) => {
    const { plan } = await soundPlan({ session, objects })
    const steps: string[] = []
    const run = async (some: Step[]) => steps.push(...(await runSteps(session, objects.names, some, say)))
    const tell = async (about: string, parameters: Partial<StackParameters>) => {
      say(about)
      await stack.set(parameters)
      steps.push(about)
    }
    const trust = readTrust({ integration })
    if (differs(trust, state.parameters)) await tell(admitting({ target, integration }), trust)
    await run(plan.database)
    await proveAccess(session, target, patience)
    await run([...plan.tables, ...plan.pipes, ...plan.models, ...plan.grants])
    const queues = await readPipeQueues({ session, objects })
    if (differs(queues, state.parameters.queues)) await tell(TELLING, { queues })
    await run(refreshes(objects, await readState(session, objects.names)))
    return { ended: 'done', steps }
  })
}

/** What `deploySnowflake` would do, without doing anything. Throws code `Destructive` like it. */
export async function planSnowflake(options: DeployOptions): Promise<Outcome> {
  const state = await options.stack.read()
  if (state === null) return { ended: 'planned', steps: [MAKING, 'print 00-admin.sql for an administrator'] }
  return withPrerequisites(options, state, async ({ session, target, objects, integration }) => {
    const { plan, there } = await soundPlan({ session, objects })
    const isTold = objects.pipes.every(
      ({ table, name }) => there.pipes.has(name) && state.parameters.queues[table] !== '',
    )
    const steps = [
      ...(differs(readTrust({ integration }), state.parameters) ? [admitting({ target, integration })] : []),
      ...listSteps(plan).map(({ about }) => about),
      ...(isTold ? [] : [TELLING]),
      ...refreshes(objects, there).map(({ about }) => about),
    ]
    return { ended: 'planned', steps }
  })
}

/**
 * Adds the columns that this version's landing tables have and Snowflake's lack: before the functions that fill them are
 * deployed, since a pipe leaves out what its table lacks and never takes the file again. Does nothing where Snowflake has
 * no tables yet, and hands over where it cannot look. Throws code `Destructive` like `deploySnowflake`.
 */
export async function prepareTables(options: DeployOptions): Promise<Outcome> {
  const state = await options.stack.read()
  if (state === null || state.parameters.user === '') return { ended: 'done', steps: [] }
  return withPrerequisites(options, state, async ({ session, objects }) => {
    const { plan, there } = await soundPlan({ session, objects })
    const changes = plan.tables.filter(() => there.tables.size > 0)
    return { ended: 'done', steps: await runSteps(session, objects.names, changes, options.say) }
  })
}

const MAKING = 'make the stack, whose role for Snowflake admits nobody yet'
const TELLING = 'tell the bucket of the queues of the pipes'

function admitting({ target, integration }: Pick<DeployContext, 'target' | 'integration'>): string {
  return `admit ${integration.userArn} to ${target.roleArn}`
}

function readTrust({ integration: { userArn, externalId } }: Pick<DeployContext, 'integration'>) {
  return { user: userArn, externalId }
}

function makeStack({ stack, say }: DeployOptions): Promise<StackState> {
  say(MAKING)
  return stack.deploy()
}

/** What is there, and the plan of a deployment that loses nothing of it. */
async function soundPlan({
  session,
  objects,
}: Pick<DeployContext, 'session' | 'objects'>): Promise<{ plan: Plan; there: SnowflakeState }> {
  const there = await readState(session, objects.names)
  const plan = createPlan(objects, there)
  if (plan.refusals.length === 0) return { plan, there }
  const list = plan.refusals.map((one) => `  ${one}`).join('\n')
  throw new HitparadeError(
    'Destructive',
    `Snowflake holds what this version would lose, so nothing was changed:\n${list}\n` +
      'go back to the version that made it, or move the data by hand as docs/deploy-snowflake.md says under “When it refuses”',
  )
}

/** The queue of each table's pipe, as Snowflake gave it: they may differ. */
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

/** Lets each new pipe look at what was there before the bucket told it of anything; its comment remembers that it has. */
function refreshes({ pipes, names }: SnowflakeObjects, state: SnowflakeState): Step[] {
  return pipes
    .filter(({ name }) => state.pipes.get(name)?.comment === pipeComments.waiting)
    .map(({ name }) => ({
      about: `refresh pipe ${name}`,
      role: names.roles.loader,
      statements: [
        `alter pipe ${name} refresh`,
        `alter pipe ${name} set comment = ${quoteSnowflakeLiteral(pipeComments.refreshed)}`,
      ],
    }))
}

function differs(wanted: Record<string, string>, there: object): boolean {
  const values = new Map<string, unknown>(Object.entries(there))
  return Object.entries(wanted).some(([key, value]) => values.get(key) !== value)
}
