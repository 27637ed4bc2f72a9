import type { SnowflakeLogin } from './snowflake-login.ts'

/** A refusal that a person can do something about. */
export interface Known {
  when(number: string, words: string, login: SnowflakeLogin): boolean
  code: 'Denied' | 'Unavailable' | 'Query'
  /** What to do next; empty where Snowflake's own words say it. */
  advice(login: SnowflakeLogin): string
}

export const unreachable: Known = {
  when: () => true,
  code: 'Unavailable',
  advice: ({ url }) =>
    `expected ${url} to answer; check snowflake.account in hitparade.jsonc, the network and its proxy`,
}

/** By Snowflake's number. */
const is =
  (...numbers: string[]) =>
  (number: string) =>
    numbers.includes(number)
const isLogin = (number: string) => /^39\d{4}$/.test(number)
const deploys = '`hitparade deploy --target snowflake` makes what is missing'

/** The first that fits counts. */
export const knownRefusals: Known[] = [
  {
    when: (number, words) =>
      isLogin(number) && /not allowed to access|(network|authentication) policy/i.test(words),
    code: 'Denied',
    advice: ({ user }) =>
      `a policy of the account shuts ${user ?? 'this login'} out; ask its administrator to let it in`,
  },
  {
    when: is('390101'),
    code: 'Denied',
    advice: ({ user }) => `as an admin run \`alter user ${user ?? '…'} set disabled = false\``,
  },
  {
    when: is('390189'),
    code: 'Denied',
    advice: ({ role, user }) =>
      `expected role ${role}; as an admin run \`grant role ${role} to user ${user ?? '…'}\``,
  },
  {
    when: is('390191'),
    code: 'Denied',
    advice: ({ user }) => `${user} cannot log in by browser; use a key pair, or ask for single sign-on`,
  },
  {
    when: (number, _words, { authenticator }) => isLogin(number) && authenticator === 'key_pair',
    code: 'Denied',
    advice: ({ user, account, private_key }) =>
      `expected the key of ${private_key ?? 'SNOWFLAKE_PRIVATE_KEY'} to belong to user ${user} of account ${account}; ` +
      `as an admin run \`alter user ${user} set rsa_public_key = '…'\` with what \`openssl rsa -in <key> -pubout\` writes, ` +
      'and check the clock of this machine',
  },
  {
    when: (number, _words, { authenticator }) => isLogin(number) && authenticator === 'workload_identity',
    code: 'Denied',
    advice: ({ account }) =>
      `expected the AWS role of this workload to belong to a user of account ${account}; ` +
      "as an admin run `alter user … set workload_identity = (type = aws arn = '…')` with the role of `aws sts get-caller-identity`",
  },
  {
    when: isLogin,
    code: 'Denied',
    advice: ({ user, account }) =>
      `log in again, and check user ${user ?? '(none)'} and account ${account} in hitparade.jsonc`,
  },
  {
    when: is('000606'),
    code: 'Denied',
    advice: ({ warehouse, role }) =>
      `expected warehouse ${warehouse}, and role ${role} to use it; ${deploys}`,
  },
  {
    when: is('090105'),
    code: 'Unavailable',
    advice: ({ database, role }) => `expected database ${database}, and role ${role} to use it; ${deploys}`,
  },
  {
    when: (number, words) => is('002003')(number) && /'(?:\w+\.)?LANDING\./.test(words),
    code: 'Query',
    advice: ({ role }) =>
      `rows of landing are for those who look after the pipeline: name a role that may read them as snowflake.role, e.g. ${role.replace(/_reader$/, '_monitor')}`,
  },
  {
    when: is('002003', '002043'),
    code: 'Query',
    advice: ({ database, role }) =>
      `expected it in database ${database}, for role ${role} to see; ${deploys}`,
  },
  {
    when: is('003001'),
    code: 'Denied',
    advice: ({ role }) => `role ${role} may not do that; name another as snowflake.role`,
  },
  {
    when: is('090073'),
    code: 'Unavailable',
    advice: ({ warehouse }) =>
      `the credits of warehouse ${warehouse} are used up; its resource monitor says until when`,
  },
  {
    when: is('000630'),
    code: 'Query',
    advice: ({ warehouse }) =>
      `ask for less, or raise statement_timeout_in_seconds of warehouse ${warehouse}`,
  },
]
