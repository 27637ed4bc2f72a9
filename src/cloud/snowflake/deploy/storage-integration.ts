import { getMessage, HitparadeError } from '../../../domain/errors.ts'
import { isMissingObject } from '../../../warehouse/snowflake/snowflake-errors.ts'
import { snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { SnowflakeTarget } from '../snowflake-target.ts'

/** A storage integration, which an administrator creates. */
export interface Integration {
  /** ARN of the IAM user of this Snowflake account. */
  userArn: string
  externalId: string
  roleArn: string
  locations: string[]
}

/** Reads the integration; null if it does not exist or this role may not use it. */
export async function readIntegration(session: SnowflakeSession, name: string): Promise<Integration | null> {
  try {
    const { rows } = await session.execute(`desc integration ${name}`)
    const value = (property: string) =>
      String(rows.find((row) => String(row.property).toUpperCase() === property)?.property_value ?? '')
    return {
      userArn: value('STORAGE_AWS_IAM_USER_ARN'),
      externalId: value('STORAGE_AWS_EXTERNAL_ID'),
      roleArn: value('STORAGE_AWS_ROLE_ARN'),
      locations: value('STORAGE_ALLOWED_LOCATIONS')
        .split(',')
        .filter((location) => location !== ''),
    }
  } catch (error) {
    if (isMissingObject(error)) return null
    throw error
  }
}

/** What an integration has to change for a target, as ends of a sentence; empty if nothing. */
export function integrationDifferences(integration: Integration, target: SnowflakeTarget): string[] {
  const location = `s3://${target.bucket}/`
  const { roleArn, locations } = integration
  return [
    ...(roleArn === target.roleArn ? [] : [`assumes ${roleArn}, expected ${target.roleArn}`]),
    ...(locations.includes(location)
      ? []
      : [`may read ${locations.join(', ') || 'nothing'}, expected ${location}`]),
  ]
}

/** How often to try, and how to wait between two attempts. */
export interface Retry {
  attempts: number
  wait(): Promise<void>
}

/**
 * Waits until Snowflake can list the bucket, through the integration and through the stage: IAM needs up to minutes to
 * apply a change. Throws code `AccessNotProven` with Snowflake's text after the last attempt.
 */
export async function proveAccess(
  session: SnowflakeSession,
  target: SnowflakeTarget,
  { attempts, wait }: Retry,
): Promise<void> {
  const { bucket, roleArn } = target
  let last: string | null = null
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await wait()
    last = await findAccessProblem(session, target)
    if (last === null) return
  }
  throw new HitparadeError(
    'AccessNotProven',
    `Snowflake cannot read s3://${bucket}/ as ${roleArn} after ${attempts} attempts: ${last}`,
    {
      advice: 'deploy again in a few minutes; it continues from here',
      details: { bucket, role_arn: roleArn, attempts },
      retryable: true,
    },
  )
}

/** The smallest folder: listing the bucket would take longer the more files it has. */
const FOLDER = 'settings'

async function findAccessProblem(
  session: SnowflakeSession,
  { environment, bucket }: SnowflakeTarget,
): Promise<string | null> {
  const { integration, database, stage } = snowflakeNames(environment)
  const { rows } = await session.execute(
    `select system$validate_storage_integration('${integration.toUpperCase()}', 's3://${bucket}/${FOLDER}/', 'none', 'list') as answer`,
  )
  const problem = parseValidation(String(rows[0]?.answer))
  if (problem !== null) return problem
  try {
    await session.execute(`list @${database}.landing.${stage}/${FOLDER}/`)
    return null
  } catch (error) {
    return error instanceof HitparadeError ? error.problem : getMessage(error)
  }
}

/** The problem that a validation reports; null if it succeeded. */
function parseValidation(json: string): string | null {
  try {
    const { status, message } = JSON.parse(json) as { status?: string; message?: string }
    return status === 'success' ? null : (message ?? json)
  } catch {
    return json
  }
}
