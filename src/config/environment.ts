import { ConfigError } from '../domain/errors.ts'
import { httpAddress, isHttpAddress, withoutPassword } from './address.ts'

export type Environment = Record<string, string | undefined>

/** The address of a service that is not AWS's own. Throws a `ConfigError` where it is none. */
export function getEndpoint(environment: Environment): string | undefined {
  for (const name of ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL']) {
    const url = variable(environment, name)
    if (url === undefined) continue
    if (isHttpAddress(url)) return url
    throw new ConfigError(`${name}: expected ${httpAddress}, got ${withoutPassword(JSON.stringify(url))}`)
  }
  return undefined
}

/** An empty variable is one that is not set. */
export function variable(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined
}
