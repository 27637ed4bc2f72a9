import { messageOf, WarehouseError } from '../../errors.ts'
import type { SnowflakeLogin } from './login.ts'

/** What the driver throws, as far as it is needed here. */
interface Thrown {
  code?: string | number
  message?: string
  name?: string
  cause?: unknown
  response?: { statusCode?: number; status?: number }
}

type Login = Pick<
  SnowflakeLogin,
  'account' | 'url' | 'user' | 'role' | 'warehouse' | 'database' | 'private_key'
>

interface Refusal {
  code: 'Denied' | 'Unavailable' | 'Query'
  /** What to do next. */
  advice(login: Login): string
}

const denied = (advice: Refusal['advice']): Refusal => ({ code: 'Denied', advice })
const unavailable = (advice: Refusal['advice']): Refusal => ({ code: 'Unavailable', advice })

const network = unavailable(
  ({ url }) =>
    `expected ${url} to answer; check snowflake.account in hitparade.jsonc, the network and its proxy`,
)
const policy = denied(
  ({ user }) =>
    `a network or authentication policy of the account shuts ${user ?? 'this login'} out; ask its administrator`,
)
const login = denied(
  ({ user, account }) =>
    `expected user ${user ?? '(none)'} of account ${account}; check both, and the authenticator, in hitparade.jsonc`,
)
const workload = denied(
  () =>
    'expected the AWS role of this workload to be known; as an admin run `alter user … set workload_identity = (type = aws arn = …)`',
)

/** Snowflake's numbers, each with what a person can do about it. */
const refusals: Record<string, Refusal> = {
  '390100': login,
  '390101': denied(({ user }) => `user ${user} is disabled; ask an administrator to enable it`),
  '390133': login,
  '390144': denied(
    ({ user, private_key }) =>
      `expected the public key of ${private_key ?? 'SNOWFLAKE_PRIVATE_KEY'} to be that of user ${user}; ` +
      `as an admin run \`alter user ${user} set rsa_public_key = '…'\` with what \`openssl rsa -in <key> -pubout\` writes, ` +
      'and check the account, the user and the clock of this machine',
  ),
  '390189': denied(
    ({ role, user }) =>
      `expected role ${role}; as an admin run \`grant role ${role} to user ${user ?? '…'}\``,
  ),
  '390191': denied(
    ({ user }) => `user ${user} cannot log in by browser; use a key pair, or ask for single sign-on`,
  ),
  '390201': denied(({ warehouse, role }) => `role ${role} needs usage on warehouse ${warehouse}`),
  '390318': denied(() => 'log in again'),
  '390420': policy,
  '390422': policy,
  '394507': workload,
  '394508': workload,
  '394509': workload,
  '394512': workload,
  '000606': denied(
    ({ warehouse, role }) =>
      `expected warehouse ${warehouse} to be there and usable by role ${role}; \`hitparade deploy --target snowflake\` makes both`,
  ),
  '000604': { code: 'Query', advice: () => 'it was canceled' },
  '000630': {
    code: 'Query',
    advice: () => 'ask for less, or raise statement_timeout_in_seconds of the warehouse',
  },
  '002003': {
    code: 'Query',
    advice: ({ role, database }) =>
      `expected it in database ${database}, with role ${role} to see it; \`hitparade deploy --target snowflake\` makes what is missing`,
  },
  '002043': {
    code: 'Query',
    advice: ({ role, database }) =>
      `expected it in database ${database}, with role ${role} to see it; \`hitparade deploy --target snowflake\` makes what is missing`,
  },
  '003001': denied(({ role }) => `role ${role} may not do that`),
  '090073': unavailable(
    ({ warehouse }) =>
      `the credits of warehouse ${warehouse} are used up; its resource monitor lets it go on next month`,
  ),
  '090105': unavailable(
    ({ database, role }) =>
      `expected database ${database}, with role ${role} to use it; \`hitparade deploy --target snowflake\` makes it`,
  ),
}

/** An error of the driver in our words: what Snowflake says, then what to do next. */
export function refusalOf(error: unknown, login: Login): Error {
  if (error instanceof Error && error.name === 'ConfigError') return error
  if (error instanceof WarehouseError) return error
  const thrown = error as Thrown
  const number = String(thrown.code ?? '')
  const known = refusals[number] ?? (isNetwork(thrown) ? network : undefined)
  const words = wordsOf(thrown)
  if (known === undefined) {
    const kind = /^39\d{4}$/.test(number) ? 'Denied' : 'Query'
    return new WarehouseError(kind, `Snowflake refuses${number === '' ? '' : ` (${number})`}: ${words}`, {
      cause: error,
    })
  }
  const what = known === network ? 'cannot reach Snowflake' : `Snowflake refuses (${number})`
  return new WarehouseError(known.code, `${what}: ${words}; ${known.advice(login)}`, {
    cause: error,
    retryable: known === network,
  })
}

/** The driver's own numbers of requests that came to nothing. */
function isNetwork({ code, name, response }: Thrown): boolean {
  const number = Number(code)
  return (number >= 401_001 && number <= 402_002) || name === 'NetworkError' || response !== undefined
}

function wordsOf(thrown: Thrown): string {
  const cause = thrown.cause === undefined ? '' : `: ${messageOf(thrown.cause)}`
  const text = `${messageOf(thrown)}${cause}`
  return text.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '')
}
