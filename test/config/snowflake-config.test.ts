import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { snowflakeLogin } from '../../src/warehouse/snowflake/role-login.ts'

const root = mkdtempSync(join(tmpdir(), 'hitparade-config-snowflake-'))
afterAll(() => rmSync(root, { recursive: true }))

interface Sources {
  environment?: Record<string, string>
  warehouse?: string
}

/** Loads a file with that `snowflake` section from a new folder. */
function load(snowflake: unknown, { environment = {}, warehouse }: Sources = {}, more: object = {}) {
  const cwd = mkdtempSync(join(root, 'c-'))
  writeFileSync(join(cwd, 'hitparade.jsonc'), JSON.stringify({ snowflake, ...more }))
  return { cwd, config: loadConfig({ cwd, environment, flags: { warehouse } }) }
}

function loadError(...given: Parameters<typeof load>): string {
  try {
    load(...given)
  } catch (error) {
    return (error as Error).message.replaceAll(/^.*?jsonc:\d+:\d+: /gm, '')
  }
  throw new Error('expected a ConfigError')
}

test('the flag overrides the environment, and the environment the file, for the warehouse', () => {
  const environment = { HITPARADE_WAREHOUSE: 'snowflake' }
  expect(load({}).config.warehouse).toBe('duckdb')
  expect(load({}, {}, { warehouse: 'snowflake' }).config.warehouse).toBe('snowflake')
  expect(load({}, { environment }).config.warehouse).toBe('snowflake')
  expect(load({}, { environment, warehouse: 'duckdb' }).config.warehouse).toBe('duckdb')
})

test('a login has names derived from its environment, unless they are configured', () => {
  const { config } = load({ account: 'myorg-charts', user: 'ada', environment: 'dev' })
  expect(snowflakeLogin(config, 'reader')).toMatchObject({
    account: 'myorg-charts',
    url: 'https://myorg-charts.snowflakecomputing.com',
    role: 'hitparade_dev_reader',
    warehouse: 'hitparade_dev_wh',
    database: 'hitparade_dev',
    authenticator: 'oauth',
  })
  const given = { role: 'analyst', warehouse: 'big', database: 'music' }
  const named = load({ account: 'myorg-charts', ...given }).config
  expect(snowflakeLogin(named, 'deploy')).toMatchObject(given)
})

test('variables override the file, and the key path in a variable is relative to the working directory', () => {
  const file = { account: 'of-file', user: 'of-file', private_key: 'keys/of-file.p8' }
  const { cwd, config } = load(file)
  expect(config.snowflake).toMatchObject({ ...file, private_key: join(cwd, 'keys/of-file.p8') })
  const environment = {
    SNOWFLAKE_ACCOUNT: 'of-environment',
    SNOWFLAKE_USER: 'of-environment',
    SNOWFLAKE_ROLE: 'r',
    SNOWFLAKE_WAREHOUSE: 'w',
    SNOWFLAKE_DATABASE: 'd',
    SNOWFLAKE_AUTHENTICATOR: 'SNOWFLAKE_JWT',
    SNOWFLAKE_PRIVATE_KEY_PATH: 'of-environment.p8',
  }
  const both = load(file, { environment })
  expect(both.config.snowflake).toEqual({
    environment: 'prod',
    account: 'of-environment',
    url: null,
    user: 'of-environment',
    ...{ role: 'r', warehouse: 'w', database: 'd' },
    authenticator: 'key_pair',
    private_key: join(both.cwd, 'of-environment.p8'),
    alert_emails: [],
  })
})

test('the key and its passphrase come only from the environment, and are never printed', () => {
  const environment = { SNOWFLAKE_PRIVATE_KEY: 'hush-key', SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'hush-phrase' }
  const { config } = load({ account: 'a' }, { environment })
  const login = snowflakeLogin(config, 'reader')
  expect(login.secrets).toMatchObject({ private_key: 'hush-key', passphrase: 'hush-phrase' })
  expect(JSON.stringify([config, login]) + inspect([config, login], { depth: 9 })).not.toContain('hush')
})

test.each([
  [{ passphrase: 'hush' }, /^snowflake\.passphrase: secrets are not allowed in this file; .*PASSPHRASE/],
  [{ password: 'hush' }, /^snowflake\.password: secrets are not allowed in this file/],
  [
    { private_key: '-----BEGIN PRIVATE KEY-----hush' },
    /^snowflake\.private_key: expected a file, got "-----BEGIN…"$/,
  ],
  [{ account: 'myorg.snowflakecomputing.com' }, /expected <organisation>-<account>, e\.g\. "myorg-charts"/],
  [
    { authenticator: 'password' },
    /expected one of oauth, external_browser, key_pair, workload_identity, got "password"/,
  ],
  [{ role: 'a b; drop' }, /expected a name of letters, digits and underscores/],
  [{ alert_emails: 'ada@example.com' }, /^snowflake\.alert_emails: expected a list of e-mail addresses/],
  [{ alert_emails: ['ada, grace@example.com'] }, /alert_emails\[?.?0.*expected an e-mail address/],
  [{ environment: 'Prod' }, /expected a name of a-z, 0-9 and single hyphens/],
  [{ acount: 'a' }, /unknown key; did you mean account\?/],
])('%j fails with the expected value', (snowflake, expected) => {
  expect(loadError(snowflake)).toMatch(expected)
})

test.each([
  [
    { SNOWFLAKE_ACCOUNT: 'https://x' },
    /^SNOWFLAKE_ACCOUNT: expected <organisation>-<account>, got "https:\/\/x"$/,
  ],
  [
    { SNOWFLAKE_AUTHENTICATOR: 'okta' },
    /^SNOWFLAKE_AUTHENTICATOR: expected one of oauth, external_browser, /,
  ],
  [
    { HITPARADE_WAREHOUSE: 'bigquery' },
    /^HITPARADE_WAREHOUSE: expected duckdb or snowflake, got "bigquery"$/,
  ],
] as [Record<string, string>, RegExp][])('%j in the environment fails, too', (environment, expected) => {
  expect(loadError({}, { environment })).toMatch(expected)
})

test('a person logs in with OAuth, and a configured key is used instead', () => {
  const readAuthenticator = (...given: Parameters<typeof load>) =>
    load(...given).config.snowflake.authenticator
  expect(readAuthenticator({})).toBe('oauth')
  expect(readAuthenticator({ private_key: 'key.p8' })).toBe('key_pair')
  expect(readAuthenticator({}, { environment: { SNOWFLAKE_PRIVATE_KEY: 'hush' } })).toBe('key_pair')
  const other = { environment: { SNOWFLAKE_AUTHENTICATOR: 'OAUTH_AUTHORIZATION_CODE' } }
  expect(readAuthenticator({ private_key: 'key.p8' }, other)).toBe('oauth')
  expect(readAuthenticator({ authenticator: 'external_browser', private_key: 'key.p8' })).toBe(
    'external_browser',
  )
})

test('without an account a login names the variable and the key to set', () => {
  expect(() => snowflakeLogin(load({}).config, 'reader')).toThrow(/SNOWFLAKE_ACCOUNT .* "account"/)
})
