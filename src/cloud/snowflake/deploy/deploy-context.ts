import { WarehouseError } from '../../../domain/errors.ts'
import { sha256 } from '../../../domain/hash.ts'
import { lacksRole } from '../../../warehouse/snowflake/snowflake-errors.ts'
import { snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { Result } from '../../../warehouse/warehouse.ts'
import type { BucketStack, StackParameters, StackState } from '../bucket-stack.ts'
import { modelColumns } from '../objects/model-columns.ts'
import { createObjects, type SnowflakeObjects } from '../objects/snowflake-objects.ts'
import type { SnowflakeTarget } from '../snowflake-target.ts'
import { findMissingRecipients } from './notification-integration.ts'
import {
  type Integration,
  integrationDifferences,
  type Retry,
  readIntegration,
} from './storage-integration.ts'

export interface DeployOptions {
  environment: string
  creditsPerMonth: number
  /** The user that deploys; null: the service user. */
  user: string | null
  /** Addresses that the alert sends e-mails to; empty: no alert. */
  alertEmails: readonly string[]
  restrictedSources: readonly string[]
  stack: BucketStack
  /** Logs in with the deploy role. */
  open(): Promise<SnowflakeSession>
  /** Shows a line about what is being done. */
  log(line: string): void
  /**
   * Records the configuration of stored charts where it has changed, given a query on landing. Returns the names of these
   * charts. A pipe loads what it writes.
   */
  recordCharts?(query: (sql: string) => Promise<Result>): Promise<string[]>
  /** How long to wait until AWS applies a change to a role. */
  retry: Retry
}

/** How a deployment ended. */
export type Outcome =
  /**
   * The descriptions of the steps that were run, or would be. Empty if Snowflake is up to date. A new pipe is refreshed once:
   * it then loads the files of the last 7 days.
   */
  | { status: 'done' | 'planned'; steps: string[]; refreshedPipes?: number }
  /** An administrator has to run the SQL first; then deploy again. */
  | { status: 'adminRequired'; reason: string; sql: string }

/** What a deployment works with, once an administrator has created the prerequisites. */
export interface DeployContext {
  session: SnowflakeSession
  target: SnowflakeTarget
  objects: SnowflakeObjects
  integration: Integration
}

/**
 * Logs in, checks what an administrator has to create, and does the work. If something of it is missing, returns the SQL
 * for the administrator instead. A failed login is thrown as a `WarehouseError`, unless the administrator may not have
 * created the role: the stack has no Snowflake user yet, or Snowflake says that the user does not have it.
 */
export async function withPrerequisites(
  options: DeployOptions,
  state: StackState,
  work: (context: DeployContext) => Promise<Outcome>,
): Promise<Outcome> {
  const target = createTarget(options, state)
  const objects = createObjects(target, await modelColumns())
  const requireAdmin = (reason: string): Outcome => ({ status: 'adminRequired', reason, sql: objects.admin })
  return withLogin(options, state, requireAdmin, async (session) => {
    const integration = await readIntegration(session, objects.names.integration)
    const missing = await findMissingPrerequisite(session, objects, integration, target)
    if (integration === null || missing !== null) return requireAdmin(missing ?? '')
    await session.execute(`use role ${objects.names.roles.deploy}`)
    return await work({ session, target, objects, integration })
  })
}

/**
 * Does the work in a session. If the login is denied and the stack has no Snowflake user yet, or the role is not there for
 * the user, calls `onDenied` instead: a new account for an old stack has no role either.
 */
export async function withLogin(
  { open }: Pick<DeployOptions, 'open'>,
  { parameters }: Pick<StackState, 'parameters'>,
  onDenied: (reason: string) => Outcome,
  work: (session: SnowflakeSession) => Promise<Outcome>,
): Promise<Outcome> {
  let session: SnowflakeSession
  try {
    session = await open()
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.code !== 'Denied') throw error
    if (lacksRole(error)) {
      return onDenied(
        `${error.problem}. Snowflake does not say whether the role exists. If it does, ${error.advice}. If it does not, run the SQL`,
      )
    }
    if (parameters.user === '') return onDenied(error.message)
    throw error
  }
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** What `00-admin.sql` has to create or change, as a sentence; null if it is all there. */
async function findMissingPrerequisite(
  session: SnowflakeSession,
  { names }: SnowflakeObjects,
  integration: Integration | null,
  target: SnowflakeTarget,
): Promise<string | null> {
  if (integration === null)
    return `integration ${names.integration} does not exist, or role ${names.roles.deploy} may not use it`
  const differences = integrationDifferences(integration, target)
  if (differences.length > 0)
    return differences.map((one) => `integration ${names.integration} ${one}`).join('; ')
  const { rows } = await session.execute(`show warehouses like '${names.warehouse}'`)
  if (rows.length === 0)
    return `warehouse ${names.warehouse} does not exist, or role ${names.roles.deploy} may not use it`
  return target.alertEmails.length === 0
    ? null
    : findMissingRecipients(session, names.notifications, target.alertEmails)
}

/** The target of a deployment: the options, and the bucket and role of the stack. */
export function createTarget(
  {
    environment,
    creditsPerMonth,
    user,
    alertEmails,
    restrictedSources,
  }: Pick<DeployOptions, 'environment' | 'creditsPerMonth' | 'user' | 'alertEmails' | 'restrictedSources'>,
  { bucket, roleArn }: Pick<StackState, 'bucket' | 'roleArn'>,
): SnowflakeTarget {
  const externalId = createExternalId(environment, bucket)
  return { environment, bucket, roleArn, externalId, creditsPerMonth, user, alertEmails, restrictedSources }
}

/** Not a secret, but unique to an environment and bucket. Derived from both, so that it need not be stored. */
function createExternalId(environment: string, bucket: string): string {
  return `${snowflakeNames(environment).database}_${sha256(environment, bucket).slice(0, 16)}`
}

/** A function that changes parameters of the stack, logs the change, and adds its description to the steps. */
export function createStackUpdate({ stack, log }: DeployOptions, steps: string[]) {
  return async (description: string, parameters: Partial<StackParameters>): Promise<void> => {
    log(description)
    await stack.set(parameters)
    steps.push(description)
  }
}
