import { randomBytes } from 'node:crypto'
import { enter } from './handlers/sessions.ts'
import { userOfToken } from './oauth.ts'
import { parameters } from './queries.ts'
import { assumableRoles } from './roles.ts'
import type { Session } from './sessions.ts'
import { type LoginData, refused, userOfLogin } from './users.ts'
import type { World } from './world.ts'

/** Opens a session in the role, warehouse, database and schema that the request names. Throws `SnowflakeError`. */
export async function login(world: World, data: LoginData, wanted: URLSearchParams): Promise<object> {
  const isHere = data.ACCOUNT_NAME?.toUpperCase() === world.account
  const users = isHere ? world.users : new Map()
  const user =
    data.AUTHENTICATOR === 'OAUTH'
      ? userOfToken({ ...world, users }, data.TOKEN)
      : userOfLogin(data, users, world.tickets)
  const name = (key: string) => wanted.get(key)?.toUpperCase() ?? null
  const role = name('roleName') ?? user.defaultRole ?? 'PUBLIC'
  if (role !== 'PUBLIC' && !assumableRoles(user, world.catalogue).has(role)) {
    throw refused(
      '390189',
      `Role '${role}' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`,
    )
  }
  const connection = await world.connect()
  const session = world.sessions.open({
    user,
    role,
    warehouse: null,
    database: null,
    schema: null,
    connection,
  })
  // As in Snowflake, what is not there or not allowed is left out without a word; the first query says it.
  const warehouse = name('warehouse')
  if (warehouse !== null && world.catalogue.may(role, 'USAGE', 'warehouse', warehouse))
    session.warehouse = warehouse
  const database = name('databaseName')
  if (database !== null) await enter(world, session, database, name('schemaName') ?? 'PUBLIC').catch(() => {})
  return opened(session)
}

/** Where a person goes to log in by browser. */
export function authenticatorRequest(
  world: World,
  data: LoginData & { BROWSER_MODE_REDIRECT_PORT?: string },
): object {
  const user = world.users.get((data.LOGIN_NAME ?? '').toUpperCase())
  if (user === undefined)
    throw refused('390191', 'User is not configured for external browser authentication.')
  const proofKey = randomBytes(32).toString('base64')
  const token = randomBytes(32).toString('base64url')
  world.tickets.set(proofKey, { user: user.name, token })
  const ssoUrl = `https://idp.example.com/sso?port=${data.BROWSER_MODE_REDIRECT_PORT}&token=${token}`
  return { success: true, code: null, message: null, data: { ssoUrl, proofKey } }
}

export function renewal(world: World, authorization: string | undefined): object {
  const { id, token, masterToken } = world.sessions.renew(authorization)
  const data = {
    sessionToken: token,
    validityInSecondsST: 3_600,
    masterToken,
    validityInSecondsMT: 14_400,
    sessionId: id,
  }
  return { success: true, code: null, message: null, data }
}

function opened({ id, token, masterToken, user, role, warehouse, database, schema }: Session): object {
  return {
    success: true,
    code: null,
    message: null,
    data: {
      masterToken,
      token,
      validityInSeconds: 3_600,
      masterValidityInSeconds: 14_400,
      displayUserName: user.name,
      serverVersion: '10.40.0',
      firstLogin: false,
      remMeToken: null,
      remMeValidityInSeconds: 0,
      healthCheckInterval: 45,
      sessionId: id,
      parameters,
      sessionInfo: { databaseName: database, schemaName: schema, warehouseName: warehouse, roleName: role },
      idToken: null,
      responseData: null,
    },
  }
}
