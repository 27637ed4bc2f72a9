import { getMessage, HitparadeError, WarehouseError } from '../../../domain/errors.ts'
import { snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { SnowflakeTarget } from '../snowflake-target.ts'

/** What Snowflake tells of the integration once an administrator has made it. */
export interface Integration {
  /** The IAM user of this Snowflake account. */
  userArn: string
  externalId: string
  roleArn: string
  locations: string[]
}

/** The integration; null where there is none that this role may see. */
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
    if (isMissing(error)) return null
    throw error
  }
}

/** What of the integration is not as the target wants it, in words; nothing where it is. */
export function integrationDifferences(there: Integration, target: SnowflakeTarget): string[] {
  const location = `s3://${target.bucket}/`
  return [
    ...(there.roleArn === target.roleArn ? [] : [`takes on ${there.roleArn}, expected ${target.roleArn}`]),
    ...(there.locations.includes(location)
      ? []
      : [`may read ${there.locations.join(', ') || 'nothing'}, expected ${location}`]),
  ]
}

/** How often and how long to wait until AWS has heard of a change to a role. */
export interface Patience {
  attempts: number
  wait(): Promise<void>
}

/**
 * Waits until Snowflake can list the bucket through the integration and through the stage. IAM takes up to minutes to
 * settle. Throws code `AccessNotProven` with Snowflake's own words where it cannot after all attempts.
 */
export async function proveAccess(
  session: SnowflakeSession,
  target: SnowflakeTarget,
  patience: Patience,
): Promise<void> {
  const { integration, database, stage } = snowflakeNames(target.environment)
  let last = ''
  for (let attempt = 1; attempt <= patience.attempts; attempt += 1) {
    if (attempt > 1) await patience.wait()
    last = (await refusalOfAccess(session, { integration, database, stage, bucket: target.bucket })) ?? ''
    if (last === '') return
  }
  throw new HitparadeError(
    'AccessNotProven',
    `Snowflake cannot read s3://${target.bucket}/ as ${target.roleArn} after ${patience.attempts} attempts: ${last}`,
    { advice: 'deploy again in some minutes, it goes on from here', retryable: true },
  )
}

interface Place {
  integration: string
  database: string
  stage: string
  bucket: string
}

/** One folder is enough, and the smallest: to list them all would take as long as there are files. */
const FOLDER = 'settings'

async function refusalOfAccess(session: SnowflakeSession, { integration, database, stage, bucket }: Place) {
  const { rows } = await session.execute(
    `select system$validate_storage_integration('${integration.toUpperCase()}', 's3://${bucket}/${FOLDER}/', 'none', 'list') as answer`,
  )
  const answer = parseValidation(String(rows[0]?.answer))
  if (answer !== null) return answer
  try {
    await session.execute(`list @${database}.landing.${stage}/${FOLDER}/`)
    return null
  } catch (error) {
    return getMessage(error)
  }
}

/** Null where the answer says that all went well. */
function parseValidation(answer: string): string | null {
  try {
    const { status, message } = JSON.parse(answer) as { status?: string; message?: string }
    return status === 'success' ? null : (message ?? answer)
  } catch {
    return answer
  }
}

/** Whether Snowflake says that something is not there, or not for this role. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof WarehouseError &&
    /does not exist or not authorized|does not exist, or/i.test(error.message)
  )
}
