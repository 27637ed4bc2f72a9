import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'snowflake-sdk'
import { presetForLibraries } from '../../config/environment.ts'
import { ConfigError, getMessage } from '../../domain/errors.ts'

/** How a session of Snowflake is opened. Every login names its role and its warehouse. */
export interface SnowflakeLogin {
  /** `<organisation>-<account>`, or the older locator. */
  account: string
  /** Where the account answers, without a slash at the end. */
  url: string
  /** Not needed for workload identity, where Snowflake knows whose role it is. */
  user: string | null
  role: string
  warehouse: string
  database: string
  authenticator: 'external_browser' | 'key_pair' | 'workload_identity'
  /** File of the private key, PKCS#8 or PKCS#1 in PEM; null where the key itself is given. */
  private_key: string | null
  /** Secrets are not enumerable, so that printing a login never prints them. */
  readonly secrets: { private_key: string | null; passphrase: string | null }
  /** For workload identity: the region whose STS vouches for the workload. */
  region: string | null
  /** Shows a person the page to log in; the default opens a browser. */
  openBrowser?: (url: string) => void
}

/** The driver's options of a login. Throws a `ConfigError` where something is missing or the key cannot be read. */
export function connectionOptions(login: SnowflakeLogin): ConnectionOptions {
  const { account, url, user, role, warehouse, database } = login
  return {
    account,
    accessUrl: url,
    // With its port, which the address to log in by browser would lack otherwise.
    host: new URL(url).host,
    ...(user === null ? {} : { username: user }),
    ...{ role, warehouse, database },
    application: 'hitparade',
    // Two attempts to log in are enough to outlive a hiccup, and a wrong address is told within seconds.
    sfRetryMaxLoginRetries: 2,
    rowMode: 'array',
    streamResult: true,
    // As text, so that no digit is lost; a null among them would be the text NULL otherwise.
    fetchAsString: ['Number'],
    representNullAsStringNull: false,
    ...authentication[login.authenticator](login),
  }
}

const authentication: Record<
  SnowflakeLogin['authenticator'],
  (login: SnowflakeLogin) => Partial<ConnectionOptions>
> = {
  external_browser: ({ openBrowser }) => ({
    authenticator: 'EXTERNALBROWSER',
    // Where the account allows it, one visit to the browser is enough for four hours of commands.
    clientStoreTemporaryCredential: true,
    ...(openBrowser === undefined ? {} : { openExternalBrowserCallback: openBrowser }),
  }),
  key_pair(login) {
    if (login.user === null) throw missing('user', 'SNOWFLAKE_USER', 'a key pair belongs to a user')
    const key = readPrivateKey(login)
    return {
      authenticator: 'SNOWFLAKE_JWT',
      privateKey: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    }
  },
  workload_identity({ region }) {
    if (region === null)
      throw missing('s3.region', 'AWS_REGION', 'workload identity is vouched for by the STS of a region')
    presetForLibraries({ AWS_REGION: region })
    return { authenticator: 'WORKLOAD_IDENTITY', workloadIdentityProvider: 'AWS' }
  },
}

function missing(key: string, variable: string, why: string): ConfigError {
  return new ConfigError(
    `snowflake: expected ${variable} in the environment or ${key} in the file, got neither: ${why}`,
  )
}

function readPrivateKey({ private_key: path, secrets }: SnowflakeLogin): KeyObject {
  const text = secrets.private_key ?? readKey(path)
  const from = secrets.private_key === null ? path : 'SNOWFLAKE_PRIVATE_KEY'
  let key: KeyObject
  try {
    key = createPrivateKey({
      key: text,
      format: 'pem',
      ...(secrets.passphrase === null ? {} : { passphrase: secrets.passphrase }),
    })
  } catch (error) {
    throw new ConfigError(`${from}: ${keyAdvice(text, secrets.passphrase)} (${getMessage(error)})`, {
      cause: error,
    })
  }
  if (key.asymmetricKeyType !== 'rsa')
    throw new ConfigError(`${from}: expected an RSA key, got ${key.asymmetricKeyType}`, {
      advice: 'Snowflake takes no other',
    })
  return key
}

function readKey(path: string | null): string {
  if (path === null)
    throw missing(
      'snowflake.private_key',
      'SNOWFLAKE_PRIVATE_KEY_PATH or SNOWFLAKE_PRIVATE_KEY',
      'a key pair is asked for',
    )
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(
      `${path}: expected the private key of the Snowflake user, but it cannot be read: ${getMessage(error)}`,
      {
        advice: 'make one with `openssl genrsa 2048 | openssl pkcs8 -topk8 -out rsa_key.p8`',
        cause: error,
      },
    )
  }
}

function keyAdvice(text: string, passphrase: string | null): string {
  const isEncrypted = /ENCRYPTED/.test(text)
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    return 'expected a private key in PEM, got something else'
  if (isEncrypted && passphrase === null)
    return 'the private key is encrypted; expected its passphrase in SNOWFLAKE_PRIVATE_KEY_PASSPHRASE, got nothing'
  if (isEncrypted) return 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE does not open the private key'
  return 'expected a private key in PEM, got one that cannot be read'
}
