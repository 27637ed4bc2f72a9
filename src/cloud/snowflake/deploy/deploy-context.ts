import { WarehouseError } from '../../../domain/errors.ts'
import { sha256 } from '../../../domain/hash.ts'
import { snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { BucketStack, StackState } from '../bucket-stack.ts'
import { modelColumns } from '../objects/model-columns.ts'
import { createObjects, type SnowflakeObjects } from '../objects/snowflake-objects.ts'
import type { SnowflakeTarget } from '../snowflake-target.ts'
import {
  type Integration,
  integrationDifferences,
  type Patience,
  readIntegration,
} from './storage-integration.ts'

export interface DeployOptions {
  environment: string
  creditsPerMonth: number
  refusedSources: readonly string[]
  stack: BucketStack
  /** Logs in as the role that deploys. */
  open(): Promise<SnowflakeSession>
  /** Words about what is going on. */
  say(line: string): void
  patience: Patience
}

/** How a deployment ended. */
export type Outcome =
  /** Steps that were done, or would be, in words; none where all was as it should be. */
  | { ended: 'done' | 'planned'; steps: string[] }
  /** An administrator has to run the SQL first; then deploy again. */
  | { ended: 'handed over'; reason: string; sql: string }

/** What an administrator has prepared, so that the work can be done. */
export interface DeployContext {
  session: SnowflakeSession
  target: SnowflakeTarget
  objects: SnowflakeObjects
  integration: Integration
}

/**
 * Logs in and does the work, where an administrator has made what only they can; else gives what to hand over to them.
 * Throws `WarehouseError`s of the login, but where the stack knows no user of Snowflake: then nobody can log in yet.
 */
export async function withPrerequisites(
  options: DeployOptions,
  state: StackState,
  work: (prepared: DeployContext) => Promise<Outcome>,
): Promise<Outcome> {
  const target = createTarget(options, state)
  const objects = createObjects(target, await modelColumns())
  const handOver = (reason: string): Outcome => ({ ended: 'handed over', reason, sql: objects.admin })
  return withLogin(options, state, handOver, async (session) => {
    const integration = await readIntegration(session, objects.names.integration)
    const lacking = await findPrerequisite(session, objects, integration, target)
    if (integration === null || lacking !== null) return handOver(lacking ?? '')
    await session.execute(`use role ${objects.names.roles.deploy}`)
    return await work({ session, target, objects, integration })
  })
}

/** Does the work in a session. A refused login is `refused` instead where the stack knows no user of Snowflake. */
export async function withLogin(
  { open }: Pick<DeployOptions, 'open'>,
  { parameters }: Pick<StackState, 'parameters'>,
  refused: (reason: string) => Outcome,
  work: (session: SnowflakeSession) => Promise<Outcome>,
): Promise<Outcome> {
  let session: SnowflakeSession
  try {
    session = await open()
  } catch (error) {
    const isFirst = parameters.user === ''
    if (isFirst && error instanceof WarehouseError && error.code === 'Denied') return refused(error.message)
    throw error
  }
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** What of `00-admin.sql` is not there or not so, in words; null: nothing. */
async function findPrerequisite(
  session: SnowflakeSession,
  { names }: SnowflakeObjects,
  integration: Integration | null,
  target: SnowflakeTarget,
): Promise<string | null> {
  if (integration === null)
    return `there is no integration ${names.integration} that role ${names.roles.deploy} may use`
  const differences = integrationDifferences(integration, target)
  if (differences.length > 0)
    return differences.map((one) => `integration ${names.integration} ${one}`).join('; ')
  const { rows } = await session.execute(`show warehouses like '${names.warehouse}'`)
  return rows.length > 0
    ? null
    : `there is no warehouse ${names.warehouse} that role ${names.roles.deploy} may use`
}

/** The objects' target as the stack tells it. */
export function createTarget(
  {
    environment,
    creditsPerMonth,
    refusedSources,
  }: Pick<DeployOptions, 'environment' | 'creditsPerMonth' | 'refusedSources'>,
  { bucket, roleArn }: Pick<StackState, 'bucket' | 'roleArn'>,
): SnowflakeTarget {
  const externalId = createExternalId(environment, bucket)
  return { environment, bucket, roleArn, externalId, creditsPerMonth, refusedSources }
}

/** No secret, but of this environment and bucket alone; the same in every deployment, so that nothing must keep it. */
function createExternalId(environment: string, bucket: string): string {
  return `${snowflakeNames(environment).database}_${sha256(environment, bucket).slice(0, 16)}`
}
