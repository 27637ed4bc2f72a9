import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'snowflake-sdk'
import { hasTerminal, presetForLibraries } from '../../config/environment.ts'
import { ConfigError, getMessage } from '../../domain/errors.ts'

/** How to open a session. Every login names its role and its warehouse. */
export interface SnowflakeLogin {
  /** `<organisation>-<account>`, or the older locator. */
  account: string
  /** Address of the account, without a slash at the end. */
  url: string
  /** Null for workload identity: Snowflake finds the user by the AWS role. */
  user: string | null
  role: string
  warehouse: string
  database: string
  authenticator: 'oauth' | 'external_browser' | 'key_pair' | 'workload_identity'
  /** Path of the private key, PKCS#8 or PKCS#1 in PEM; null if `secrets` contains the key itself. */
  private_key: string | null
  /** Not enumerable, so that printing a login never prints them. */
  readonly secrets: { private_key: string | null; passphrase: string | null }
  /** For workload identity: the AWS region whose STS signs for the workload. */
  region: string | null
  /** Seconds after which a statement fails; left out: what the account says. */
  querySeconds?: number | undefined
  /** Shows the login page; the default opens a browser, which needs a terminal. */
  openBrowser?: (url: string) => void
}

/** The driver's options for a login. Throws a `ConfigError` if a setting is missing or the key cannot be read. */
export function connectionOptions(login: SnowflakeLogin): ConnectionOptions {
  const { account, url, user, role, warehouse, database } = login
  return {
    account,
    accessUrl: url,
    // With the port: the driver builds the address of the login page from this.
    host: new URL(url).host,
    ...(user === null ? {} : { username: user }),
    ...{ role, warehouse, database },
    application: 'hitparade',
    // Two attempts survive a short outage, and a wrong address still fails within seconds.
    sfRetryMaxLoginRetries: 2,
    rowMode: 'array',
    streamResult: true,
    // As text, so that no digit is lost; and a null stays null instead of becoming the text NULL.
    fetchAsString: ['Number'],
    representNullAsStringNull: false,
    ...authentication[login.authenticator](login),
  }
}

const authentication: Record<
  SnowflakeLogin['authenticator'],
  (login: SnowflakeLogin) => Partial<ConnectionOptions>
> = {
  oauth: (login) => ({
    authenticator: 'OAUTH_AUTHORIZATION_CODE',
    // Of SNOWFLAKE$LOCAL_APPLICATION, which is built into accounts; not secret.
    oauthClientId: 'LOCAL_APPLICATION',
    oauthClientSecret: 'LOCAL_APPLICATION',
    // The driver would request the role in lower case, in which it does not exist.
    oauthScope: `refresh_token session:role:${login.role.toUpperCase()}`,
    oauthHttpAllowed: ['127.0.0.1', 'localhost'].includes(new URL(login.url).hostname),
    ...showInBrowser(login),
  }),
  external_browser: (login) => ({ authenticator: 'EXTERNALBROWSER', ...showInBrowser(login) }),
  key_pair(login) {
    if (login.user === null)
      throw missingSetting('a login by key pair needs a user', 'SNOWFLAKE_USER', 'snowflake.user')
    const key = readPrivateKey(login)
    return {
      authenticator: 'SNOWFLAKE_JWT',
      privateKey: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    }
  },
  workload_identity({ region }) {
    if (region === null)
      throw missingSetting('a login by workload identity needs an AWS region', 'AWS_REGION', 's3.region')
    presetForLibraries({ AWS_REGION: region })
    return { authenticator: 'WORKLOAD_IDENTITY', workloadIdentityProvider: 'AWS' }
  },
}

/** Throws a `ConfigError` without a terminal: a service would wait for a person who never comes. */
function showInBrowser({ openBrowser, authenticator }: SnowflakeLogin): Partial<ConnectionOptions> {
  if (openBrowser === undefined && !hasTerminal()) {
    throw new ConfigError(`a login with ${authenticator} opens a browser, which needs a terminal`, {
      advice:
        'set snowflake.authenticator (or SNOWFLAKE_AUTHENTICATOR) to key_pair, or to workload_identity on AWS',
    })
  }
  return {
    // If the account allows it, one visit to the browser lasts for hours.
    clientStoreTemporaryCredential: true,
    ...(openBrowser === undefined ? {} : { openExternalBrowserCallback: openBrowser }),
  }
}

function missingSetting(problem: string, variable: string, key: string): ConfigError {
  return new ConfigError(problem, {
    advice: `set ${variable} in the environment or ${key} in hitparade.jsonc`,
  })
}

function readPrivateKey({ private_key: path, secrets }: SnowflakeLogin): KeyObject {
  const text = secrets.private_key ?? readKeyFile(path)
  const from = secrets.private_key === null ? path : 'SNOWFLAKE_PRIVATE_KEY'
  let key: KeyObject
  try {
    key = createPrivateKey({
      key: text,
      format: 'pem',
      ...(secrets.passphrase === null ? {} : { passphrase: secrets.passphrase }),
    })
  } catch (error) {
    const { problem, advice } = describeKeyProblem(text, secrets.passphrase)
    throw new ConfigError(`${from}: ${problem} (${getMessage(error)})`, { advice, cause: error })
  }
  if (key.asymmetricKeyType !== 'rsa')
    throw new ConfigError(`${from}: expected an RSA key, got ${key.asymmetricKeyType}`, {
      advice: CREATE_KEY,
    })
  return key
}

const CREATE_KEY = 'create a key with `openssl genrsa 2048 | openssl pkcs8 -topk8 -out rsa_key.p8`'

function readKeyFile(path: string | null): string {
  if (path === null)
    throw missingSetting(
      'a login by key pair needs a private key',
      'SNOWFLAKE_PRIVATE_KEY_PATH or SNOWFLAKE_PRIVATE_KEY',
      'snowflake.private_key',
    )
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`${path}: cannot read the private key: ${getMessage(error)}`, {
      advice: `correct the path, or ${CREATE_KEY}`,
      cause: error,
    })
  }
}

function describeKeyProblem(
  text: string,
  passphrase: string | null,
): { problem: string; advice?: string | undefined } {
  const isEncrypted = /ENCRYPTED/.test(text)
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    return { problem: 'expected a private key in PEM, got something else', advice: CREATE_KEY }
  if (isEncrypted && passphrase === null)
    return {
      problem: 'the private key is encrypted, and there is no passphrase',
      advice: 'set SNOWFLAKE_PRIVATE_KEY_PASSPHRASE in the environment',
    }
  if (isEncrypted)
    return {
      problem: 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE does not decrypt the private key',
      advice: 'set it to the passphrase of this key',
    }
  return { problem: 'expected a private key in PEM, got one that cannot be read', advice: CREATE_KEY }
}
