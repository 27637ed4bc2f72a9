import { type Environment, variable } from './environment.ts'

/** Secrets come from the environment only. They are not enumerable: neither JSON nor `console.log` shows them. */
export interface Credentials {
  spotify: { client_id: string | null; readonly client_secret: string | null }
  /** The private key if it is not in a file, and the passphrase of an encrypted key. */
  snowflake: { readonly private_key: string | null; readonly passphrase: string | null }
}

/** `client_id` is that of the configuration file: it is not a secret. */
export function readCredentials(environment: Environment, client_id: string | null): Credentials {
  const read = (name: string) => variable(environment, name) ?? null
  return {
    spotify: hide(
      { client_id: read('SPOTIFY_CLIENT_ID') ?? client_id, client_secret: read('SPOTIFY_CLIENT_SECRET') },
      ['client_secret'],
    ),
    snowflake: hide(
      {
        private_key: read('SNOWFLAKE_PRIVATE_KEY'),
        passphrase: read('SNOWFLAKE_PRIVATE_KEY_PASSPHRASE'),
      },
      ['private_key', 'passphrase'],
    ),
  }
}

/** The same object: neither JSON nor `console.log` shows these values of it. */
export function hide<T extends object>(values: T, names: (keyof T)[]): T {
  for (const name of names) Object.defineProperty(values, name, { enumerable: false })
  return values
}
