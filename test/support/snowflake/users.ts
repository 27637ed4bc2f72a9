import { createHash, createPublicKey, type KeyObject, randomUUID, verify } from 'node:crypto'
import { SnowflakeError } from './errors.ts'

export interface SnowflakeUser {
  /** Upper case, as Snowflake keeps it; so are all other names. */
  name: string
  roles: Set<string>
  defaultRole: string | null
  /** `RSA_PUBLIC_KEY` */
  publicKey: KeyObject | null
  /** `WORKLOAD_IDENTITY = (TYPE = AWS …)`: the access key of the role, since the test has no STS. */
  accessKeyId: string | null
  disabled: boolean
}

/** What a login-request carries. */
export interface LoginData {
  ACCOUNT_NAME?: string
  LOGIN_NAME?: string
  AUTHENTICATOR?: string
  TOKEN?: string
  PROOF_KEY?: string
  PROVIDER?: string
}

/** A one-time token of the identity provider, given out to one proof key. */
export type BrowserTickets = Map<string, { user: string; token: string }>

/** The user that the request proves to be. Throws what Snowflake answers otherwise. */
export function userOfLogin(
  login: LoginData,
  users: ReadonlyMap<string, SnowflakeUser>,
  tickets: BrowserTickets,
): SnowflakeUser {
  const user = provenUser(login, users, tickets)
  if (user.disabled) {
    throw refused('390101', 'User access disabled. Contact your local system administrator.')
  }
  return user
}

function provenUser(
  login: LoginData,
  users: ReadonlyMap<string, SnowflakeUser>,
  tickets: BrowserTickets,
): SnowflakeUser {
  switch (login.AUTHENTICATOR) {
    case 'SNOWFLAKE_JWT':
      return userOfJwt(login, users)
    case 'WORKLOAD_IDENTITY':
      return userOfAttestation(login, users)
    case 'EXTERNALBROWSER':
      return userOfBrowser(login, users, tickets)
    default:
      throw refused('390100', 'Incorrect username or password was specified.')
  }
}

/** The key pair: signature, issuer, subject, expiry, against the key that the user has registered. */
function userOfJwt(
  { ACCOUNT_NAME = '', LOGIN_NAME = '', TOKEN = '' }: LoginData,
  users: ReadonlyMap<string, SnowflakeUser>,
) {
  const invalid = () => refused('390144', `JWT token is invalid. [${randomUUID()}]`)
  const user = users.get(LOGIN_NAME.toUpperCase())
  const [head = '', payload = '', signature = ''] = TOKEN.split('.')
  if (user?.publicKey == null) throw invalid()
  const signed = Buffer.from(`${head}.${payload}`)
  if (!verify('RSA-SHA256', signed, user.publicKey, Buffer.from(signature, 'base64url'))) throw invalid()
  const { alg } = parsed(head)
  const { iss, sub, iat, exp } = parsed(payload)
  const subject = `${ACCOUNT_NAME.toUpperCase().split('.')[0]}.${user.name}`
  const isOurs = alg === 'RS256' && sub === subject && iss === `${subject}.${fingerprint(user.publicKey)}`
  // The driver counts in milliseconds, where the standard says seconds; Snowflake takes both.
  const milliseconds = (time: unknown) => (Number(time) > 1e11 ? Number(time) : Number(time) * 1000)
  const isInTime = milliseconds(exp) > Date.now() && milliseconds(exp) - milliseconds(iat) <= 3_600_000
  if (!isOurs || !isInTime) throw invalid()
  return user
}

/** As Snowflake shows it in `DESC USER`: `SHA256:` and the hash of the key's DER in base 64. */
export function fingerprint(key: KeyObject): string {
  const der = createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({
    type: 'spki',
    format: 'der',
  })
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`
}

const attestationHeader =
  /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)\/\d{8}\/([a-z0-9-]+)\/sts\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/

/** A signed request to STS that only the workload's own role could have made. */
function userOfAttestation({ PROVIDER, TOKEN = '' }: LoginData, users: ReadonlyMap<string, SnowflakeUser>) {
  // Snowflake's own number for these is not known here.
  const invalid = (why: string) => refused('390100', `Workload identity attestation is invalid: ${why}`)
  if (PROVIDER !== 'AWS') throw invalid(`provider ${PROVIDER}`)
  const {
    url,
    method,
    headers = {},
  } = parsed(TOKEN) as { url?: string; method?: string; headers?: Record<string, string> }
  const [, accessKeyId, region, signed = ''] = attestationHeader.exec(headers.authorization ?? '') ?? []
  if (
    method !== 'POST' ||
    url !== `https://sts.${region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15`
  )
    throw invalid('not the caller identity of a region')
  if (headers['x-snowflake-audience'] !== 'snowflakecomputing.com') throw invalid('made for somebody else')
  for (const header of ['host', 'x-amz-date', 'x-snowflake-audience']) {
    if (!signed.split(';').includes(header)) throw invalid(`${header} is not signed`)
  }
  const user = [...users.values()].find(
    (each) => each.accessKeyId !== null && each.accessKeyId === accessKeyId,
  )
  if (user === undefined) throw invalid('no user has this identity')
  return user
}

function userOfBrowser(
  { TOKEN = '', PROOF_KEY = '' }: LoginData,
  users: ReadonlyMap<string, SnowflakeUser>,
  tickets: BrowserTickets,
) {
  const ticket = tickets.get(PROOF_KEY)
  tickets.delete(PROOF_KEY)
  const user = users.get(ticket?.user ?? '')
  if (ticket?.token !== TOKEN || user === undefined) {
    throw refused('390133', 'The SAML response is invalid or matching user is not found.')
  }
  return user
}

/** Snowflake numbers login refusals and gives them no SQL state of their own. */
export function refused(code: string, message: string): SnowflakeError {
  return new SnowflakeError(code, '08001', message)
}

/** JSON in base 64; nothing where it is none. */
function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}
