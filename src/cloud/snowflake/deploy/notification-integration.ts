import { isMissingObject } from '../../../warehouse/snowflake/snowflake-errors.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'

/**
 * What an administrator has to do before an alert can send e-mails to these addresses, as a sentence; null if nothing.
 * Every address is allowed by an integration that lists none.
 */
export async function findMissingRecipients(
  session: SnowflakeSession,
  name: string,
  emails: readonly string[],
): Promise<string | null> {
  const allowed = await readRecipients(session, name)
  if (allowed === null) return `integration ${name} does not exist, or this role may not use it; ${VERIFIED}`
  const missing = emails.filter((email) => !allowed.includes(email.toLowerCase()))
  if (allowed.length === 0 || missing.length === 0) return null
  return `integration ${name} may not send to ${missing.join(', ')}; ${VERIFIED}`
}

const VERIFIED =
  'each address of snowflake.alert_emails must be the verified e-mail address of a user of this account'

/** In lower case. */
async function readRecipients(session: SnowflakeSession, name: string): Promise<string[] | null> {
  try {
    const { rows } = await session.execute(`desc notification integration ${name}`)
    const row = rows.find(({ property }) => String(property).toUpperCase() === 'ALLOWED_RECIPIENTS')
    const value = String(row?.property_value ?? '').toLowerCase()
    const addresses = value.match(/[^\s,[\]()"]+@[^\s,[\]()"]+/g) ?? []
    return addresses.map((address) => address.replace(/^'|'$/g, ''))
  } catch (error) {
    if (isMissingObject(error)) return null
    throw error
  }
}
