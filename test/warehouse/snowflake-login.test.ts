import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { toWarehouseError } from '../../src/warehouse/snowflake/snowflake-errors.ts'
import type { SnowflakeLogin } from '../../src/warehouse/snowflake/snowflake-login.ts'
import { openSnowflake } from '../../src/warehouse/snowflake/snowflake-session.ts'
import { type Account, keys, openAccount } from '../support/snowflake/account.ts'

let account: Account
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-login-'))
  account = await openAccount()
  const roles = ['hitparade_reader']
  account.server.addUser({ name: 'worker', roles, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })
  account.server.addUser({ name: 'grace', roles })
})
afterAll(async () => {
  await account?.close()
  await rm(folder, { recursive: true })
})

/** The user, role and warehouse of a login. */
async function whoIs(login: SnowflakeLogin) {
  const session = await openSnowflake(login)
  try {
    const sql = 'select current_user() as name, current_role() as role, current_warehouse() as warehouse'
    return (await session.execute(sql)).rows[0]
  } finally {
    await session.close()
  }
}

const ada = { name: 'ADA', role: 'HITPARADE_READER', warehouse: 'HITPARADE_WH' }
const noSecrets = { private_key: null, passphrase: null }

async function keyFile(name: string, text: string | Buffer) {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** Sets variables of this process until the test ends. */
function withEnvironment(values: Record<string, string>) {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name]
    process.env[name] = value
    onTestFinished(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
}

test('a key file logs in, plain or encrypted, with the role and warehouse of the login', async () => {
  const plain = await keyFile('plain.p8', keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  expect(await whoIs(account.login({ private_key: plain, secrets: noSecrets }))).toEqual(ada)
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'open sesame' }
  const encrypted = keys.privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher })
  const private_key = await keyFile('encrypted.p8', encrypted)
  const secrets = { private_key: null, passphrase: 'open sesame' }
  expect(await whoIs(account.login({ private_key, secrets }))).toEqual(ada)
})

test('a key that cannot be used is rejected with the reason', async () => {
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'open sesame' }
  const encrypted = await keyFile('e.p8', keys.privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }))
  const notes = await keyFile('notes.txt', 'ssh-rsa AAAA')
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const elliptic = await keyFile('ec.p8', other.export({ type: 'pkcs8', format: 'pem' }))
  const loginError = (private_key: string | null, passphrase: string | null = null) =>
    openSnowflake(account.login({ private_key, secrets: { private_key: null, passphrase } })).then(
      () => 'logged in',
      (error: Error) => `${error.name}: ${error.message}`,
    )
  expect(await loginError(null)).toMatch(
    /^ConfigError: .*SNOWFLAKE_PRIVATE_KEY_PATH .* snowflake\.private_key/,
  )
  expect(await loginError(join(folder, 'none.p8'))).toMatch(
    /none\.p8: cannot read the private key: .*openssl genrsa/,
  )
  expect(await loginError(notes)).toMatch(/notes\.txt: expected a private key in PEM, got something else/)
  expect(await loginError(encrypted)).toMatch(
    /e\.p8: the private key is encrypted, .*; set SNOWFLAKE_PRIVATE_KEY_PASSPHRASE/,
  )
  expect(await loginError(encrypted, 'wrong')).toMatch(
    /e\.p8: SNOWFLAKE_PRIVATE_KEY_PASSPHRASE does not decrypt/,
  )
  expect(await loginError(elliptic)).toMatch(/ec\.p8: expected an RSA key, got ec/)
})

test('a key that is not registered is denied with advice', async () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const private_key = await keyFile('stranger.p8', stranger.export({ type: 'pkcs8', format: 'pem' }))
  await expect(openSnowflake(account.login({ private_key, secrets: noSecrets }))).rejects.toMatchObject({
    name: 'WarehouseError',
    code: 'Denied',
    details: { number: '390144' },
    message: expect.stringMatching(
      /^cannot log in to Snowflake \(390144\): JWT token is invalid.*; the key of .*stranger\.p8 must belong to user ada .*alter user ada set rsa_public_key/,
    ),
  })
})

test.each([
  ['an unknown user', { user: 'nobody' }, /\(390144\)/],
  ['another account', { account: 'otherorg-parade' }, /\(390144\).* account otherorg-parade/],
  ['a role that the user lacks', { role: 'orgadmin' }, /\(390189\).*`grant role orgadmin to user ada`/],
])('%s is denied with advice', async (_what, more, expected) => {
  await expect(openSnowflake(account.login(more))).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringMatching(expected),
  })
})

test('a disabled user is denied with advice', async () => {
  const user = account.server.world.users.get('ADA')
  if (user !== undefined) user.disabled = true
  onTestFinished(() => {
    if (user !== undefined) user.disabled = false
  })
  const message = expect.stringMatching(/\(390101\).*alter user ada set disabled = false/)
  await expect(openSnowflake(account.login())).rejects.toMatchObject({ code: 'Denied', message })
})

test.each([
  ['390422', 'Incoming request with IP/Token 192.0.2.7 is not allowed to access Snowflake'],
  ['390202', 'Authentication attempt rejected by the current authentication policy'],
])('a login that a policy of the account blocks is denied with advice (%s)', (code, text) => {
  const thrown = Object.assign(new Error(`${text}.`), { code })
  expect(toWarehouseError(thrown, account.login({ user: 'ada' }), 'login')).toMatchObject({
    code: 'Denied',
    problem: `a policy of the account blocks ada (${code}): ${text}`,
    advice: 'an account administrator has to allow it',
    details: { number: code, sql_state: null },
  })
})

test('a warehouse or database that does not exist fails the first query', async () => {
  const query = async (more: Partial<SnowflakeLogin>) => {
    const session = await openSnowflake(account.login(more))
    onTestFinished(() => session.close())
    return session.execute('select * from core.chart_history')
  }
  await expect(query({ warehouse: 'none' })).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringMatching(
      /^role hitparade_reader cannot use warehouse none \(000606\): .*deploy --target snowflake/,
    ),
  })
  await expect(query({ database: 'none' })).rejects.toMatchObject({
    code: 'Unavailable',
    message: expect.stringMatching(/^role hitparade_reader cannot use database none \(090105\): /),
  })
})

test('a workload on AWS logs in without user and key', async () => {
  withEnvironment({
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_REGION: 'eu-central-1',
    // The driver gives attestations to Snowflake's own addresses only.
    SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES: '127.0.0.1',
  })
  const workload = {
    authenticator: 'workload_identity',
    user: null,
    secrets: noSecrets,
    region: 'eu-central-1',
  } as const
  expect(await whoIs(account.login(workload))).toEqual({ ...ada, name: 'WORKER' })
  process.env.AWS_ACCESS_KEY_ID = 'AKIAI44QH8DHBEXAMPLE'
  await expect(openSnowflake(account.login(workload))).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringMatching(
      /no user has this identity; the AWS role .*workload_identity = \(type = aws/,
    ),
  })
  // Without any AWS credentials.
  withEnvironment({
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  })
  delete process.env.AWS_ACCESS_KEY_ID
  await expect(openSnowflake(account.login(workload))).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringMatching(/^cannot log in to Snowflake: Could not load credentials.*; the AWS role/),
  })
  await expect(openSnowflake(account.login({ ...workload, region: null }))).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(/AWS_REGION in the environment or s3\.region/),
  })
})

test('a person logs in by browser', async () => {
  withEnvironment({ SF_TEMPORARY_CREDENTIAL_CACHE_DIR: folder })
  // The driver requests the page over https, from the host of the account.
  const { rest } = createRequire(import.meta.url)('snowflake-sdk/dist/lib/global_config.js')
  const { HTTPS_PROTOCOL } = rest
  rest.HTTPS_PROTOCOL = 'http'
  onTestFinished(() => {
    rest.HTTPS_PROTOCOL = HTTPS_PROTOCOL
  })
  const pages: string[] = []
  const openBrowser = (url: string) => {
    pages.push(url)
    const page = new URL(url).searchParams
    // What the identity provider's page sends the browser to in the end.
    void fetch(`http://127.0.0.1:${page.get('port')}/?token=${page.get('token')}`)
  }
  const login = { authenticator: 'external_browser', user: 'grace', secrets: noSecrets, openBrowser } as const
  expect(await whoIs(account.login(login))).toEqual({ ...ada, name: 'GRACE' })
  expect(pages).toEqual([expect.stringMatching(/^https:\/\/idp\.example\.com\//)])
})

/** What a person does in the browser: signs in, and is sent back to the driver. */
const signIn = (name: string) => (url: string) => void fetch(`${url}&login=${name}`)
const oauth = { authenticator: 'oauth', user: null, secrets: noSecrets } as const

test('a person signs in with the built-in OAuth application, with or without a user name', async () => {
  withEnvironment({ SF_TEMPORARY_CREDENTIAL_CACHE_DIR: folder })
  const pages: string[] = []
  const openBrowser = (url: string) => {
    pages.push(url)
    signIn('grace')(url)
  }
  expect(await whoIs(account.login({ ...oauth, openBrowser }))).toEqual({ ...ada, name: 'GRACE' })
  const page = new URL(pages[0] ?? '')
  expect([page.origin, page.pathname]).toEqual([account.server.url, '/oauth/authorize'])
  expect(Object.fromEntries(page.searchParams)).toMatchObject({
    client_id: 'LOCAL_APPLICATION',
    scope: 'refresh_token session:role:HITPARADE_READER',
    code_challenge_method: 'S256',
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  })
  expect(await whoIs(account.login({ ...oauth, user: 'grace', openBrowser }))).toMatchObject({
    name: 'GRACE',
  })
})

test('an account without the OAuth application is denied with the other ways to log in', async () => {
  account.server.world.oauth.isEnabled = false
  onTestFinished(() => {
    account.server.world.oauth.isEnabled = true
  })
  await expect(
    openSnowflake(account.login({ ...oauth, role: 'hitparade_monitor', openBrowser: signIn('grace') })),
  ).rejects.toMatchObject({
    code: 'Denied',
    message: expect.stringMatching(
      /invalid_client.*SNOWFLAKE\$LOCAL_APPLICATION.* key_pair, or to external_browser if .* \(SAML\)/,
    ),
  })
})

test('a role that the OAuth application may not request is denied as a missing role', async () => {
  await expect(
    openSnowflake(account.login({ ...oauth, user: 'grace', role: 'orgadmin', openBrowser: signIn('grace') })),
  ).rejects.toMatchObject({
    code: 'Denied',
    details: { reason: 'role' },
    advice: expect.stringContaining('`grant role orgadmin to user grace`'),
  })
})

test.each(['oauth', 'external_browser'] as const)(
  'without a terminal, %s opens no browser and says what to use instead',
  async (authenticator) => {
    const requests = account.server.requested.length
    await expect(
      openSnowflake(account.login({ authenticator, user: 'grace', secrets: noSecrets })),
    ).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(
        /opens a browser, which needs a terminal; .* key_pair, .*workload_identity/,
      ),
    })
    expect(account.server.requested).toHaveLength(requests)
  },
)

test('an address without a server fails soon, and can be retried', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise((resolve) => server.close(resolve))
  await expect(openSnowflake(account.login({ url }))).rejects.toMatchObject({
    code: 'Unavailable',
    retryable: true,
    message: expect.stringMatching(
      /^cannot reach Snowflake at http:\/\/127\.0\.0\.1:\d+ \(\d+\): .*; check snowflake\.account/,
    ),
  })
})

test('the driver writes no log file', async () => {
  expect((await readdir('.')).filter((name) => name.endsWith('.log'))).toEqual([])
})
