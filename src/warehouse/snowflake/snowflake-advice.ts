import type { SnowflakeLogin } from './snowflake-login.ts'
import { quoteUser } from './snowflake-names.ts'

/** An error of the driver, as far as it decides what the problem is. */
export interface DriverFailure {
  /** Snowflake's number or the driver's own, e.g. `002003`; empty if the error has no number. */
  number: string
  /** Snowflake's text in one line. */
  text: string
  /** Snowflake rejected the login, as opposed to a failure of the driver. */
  isLogin: boolean
  /** Snowflake did not answer, or something else answered. */
  isNetwork: boolean
}

/** What an error says about a problem, for a login. */
export interface Problem {
  code: 'Denied' | 'Unavailable' | 'Query' | 'Timeout'
  problem(login: SnowflakeLogin): string
  /** What to do next; missing where Snowflake's text says it. */
  advice?(login: SnowflakeLogin): string
  /** `role`: the role does not exist, or the user does not have it; Snowflake never says which. */
  reason?: 'role'
  /** True if the same statement may succeed later. */
  retryable?: true
}

interface KnownProblem extends Problem {
  when(failure: DriverFailure, login: SnowflakeLogin): boolean
}

/** Matches Snowflake's number. */
const is =
  (...numbers: string[]) =>
  ({ number }: DriverFailure) =>
    numbers.includes(number)
const loginProblem = () => 'cannot log in to Snowflake'
const queryProblem = () => 'Snowflake rejected the query'
const deployAdvice = 'run `hitparade deploy --target snowflake` to create what is missing'

/** The first that matches counts. */
export const knownProblems: KnownProblem[] = [
  {
    when: ({ isNetwork }) => isNetwork,
    code: 'Unavailable',
    problem: ({ url }) => `cannot reach Snowflake at ${url}`,
    advice: () => 'check snowflake.account in hitparade.jsonc, the network and its proxy',
    retryable: true,
  },
  {
    when: is('000630', '630'),
    code: 'Timeout',
    problem: () => 'the query took too long for its limit',
    retryable: true,
  },
  {
    when: ({ isLogin, text }) =>
      isLogin && /not allowed to access|(network|authentication) policy/i.test(text),
    code: 'Denied',
    problem: ({ user }) => `a policy of the account blocks ${user ?? 'this login'}`,
    advice: () => 'an account administrator has to allow it',
  },
  {
    when: is('390101'),
    code: 'Denied',
    problem: ({ user }) => `user ${user ?? '(none)'} is disabled`,
    advice: ({ user }) =>
      `an account administrator enables it with \`alter user ${formatUser(user)} set disabled = false\``,
  },
  {
    // The last two are those of OAuth. Its login page rejects the scope of a role.
    when: (failure) =>
      is('390189', '390186', '390317')(failure) ||
      (failure.isLogin && /\binvalid_scope\b/.test(failure.text)),
    code: 'Denied',
    reason: 'role',
    problem: ({ user, role }) => `user ${user ?? '(none)'} does not have role ${role}`,
    advice: ({ role, user }) =>
      `an account administrator grants it with \`grant role ${role} to user ${formatUser(user)}\``,
  },
  {
    when: is('390191'),
    code: 'Denied',
    problem: ({ user }) => `user ${user ?? '(none)'} cannot log in by browser`,
    advice: () =>
      'this needs single sign-on (SAML), which an account administrator sets up: else set snowflake.authenticator to oauth or key_pair',
  },
  {
    when: ({ isLogin }, { authenticator }) => isLogin && authenticator === 'oauth',
    code: 'Denied',
    problem: loginProblem,
    advice: ({ account }) =>
      `log in again. If account ${account} has no security integration SNOWFLAKE$LOCAL_APPLICATION, or it is disabled, ` +
      'set snowflake.authenticator to key_pair, or to external_browser if the account has single sign-on (SAML)',
  },
  {
    when: ({ isLogin }, { authenticator }) => isLogin && authenticator === 'key_pair',
    code: 'Denied',
    problem: loginProblem,
    advice: ({ user, account, private_key }) =>
      `the key of ${private_key ?? 'SNOWFLAKE_PRIVATE_KEY'} must belong to user ${user} of account ${account}: ` +
      `an account administrator registers it with \`alter user ${formatUser(user)} set rsa_public_key = '…'\` and the output of ` +
      '`openssl rsa -in <key> -pubout`; also check the clock of this machine',
  },
  {
    when: ({ isLogin }, { authenticator }) => isLogin && authenticator === 'workload_identity',
    code: 'Denied',
    problem: loginProblem,
    advice: ({ account }) =>
      `the AWS role of this workload must belong to a user of account ${account}: an account administrator registers ` +
      "it with `alter user … set workload_identity = (type = aws arn = '…')` and the role of `aws sts get-caller-identity`",
  },
  {
    when: ({ isLogin }) => isLogin,
    code: 'Denied',
    problem: loginProblem,
    advice: ({ user, account }) =>
      `log in again, and check user ${user ?? '(none)'} and account ${account} in hitparade.jsonc`,
  },
  {
    when: is('000606'),
    code: 'Denied',
    problem: ({ warehouse, role }) => `role ${role} cannot use warehouse ${warehouse}`,
    advice: () => deployAdvice,
  },
  {
    when: is('090105'),
    code: 'Unavailable',
    problem: ({ database, role }) => `role ${role} cannot use database ${database}`,
    advice: () => deployAdvice,
  },
  {
    when: ({ number, text }) => number === '002003' && /'(?:\w+\.)?LANDING\./.test(text),
    code: 'Query',
    problem: queryProblem,
    advice: ({ role }) =>
      `only monitors read landing: set snowflake.role to a role that may, e.g. ${role.replace(/_reader$/, '_monitor')}`,
  },
  {
    when: is('002003', '002043'),
    code: 'Query',
    problem: queryProblem,
    advice: ({ database, role }) =>
      `role ${role} must be able to see the object in database ${database}; ${deployAdvice}`,
  },
  {
    when: is('003001'),
    code: 'Denied',
    problem: ({ role }) => `role ${role} lacks a privilege`,
    advice: () => 'set snowflake.role to a role that has it',
  },
  {
    when: is('090073'),
    code: 'Unavailable',
    problem: ({ warehouse }) => `warehouse ${warehouse} has used its credits`,
    advice: () => 'its resource monitor shows until when',
  },
  {
    when: is('000630'),
    code: 'Query',
    problem: () => 'the query timed out',
    advice: ({ warehouse }) =>
      `query fewer rows, or raise statement_timeout_in_seconds of warehouse ${warehouse}`,
  },
]

/** Any other failure. Snowflake's text has to say what to do. */
export const otherProblems = {
  login: { code: 'Query', problem: loginProblem },
  query: { code: 'Query', problem: queryProblem },
} satisfies Record<'login' | 'query', Problem>

function formatUser(user: string | null | undefined): string {
  return user == null ? '…' : quoteUser(user)
}
