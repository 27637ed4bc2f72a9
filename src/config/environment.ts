import { ConfigError } from '../domain/errors.ts'
import { httpUrl, isHttpUrl, withoutPassword } from './http-url.ts'

export type Environment = Record<string, string | undefined>

/** The variables of this process. No other file reads `process.env`. */
export const processEnvironment: Environment = process.env

/** Sets variables that libraries read themselves, unless they are already set. */
export function presetForLibraries(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) processEnvironment[name] ??= value
}

/** The value of a variable; an empty variable counts as not set. */
export function variable(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined
}

/** URL of an S3-compatible service, if it is not Amazon's. Throws a `ConfigError` if it is not a valid URL. */
export function getEndpoint(environment: Environment): string | undefined {
  for (const name of ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL']) {
    const url = variable(environment, name)
    if (url === undefined) continue
    if (isHttpUrl(url)) return url
    const got = withoutPassword(JSON.stringify(url))
    throw new ConfigError(`${name}: expected ${httpUrl}, got ${got}`, { details: { name } })
  }
  return undefined
}

/** Whether a person runs the command: stdout is a terminal, and no CI service has started it. */
export function isAttended(environment = processEnvironment): boolean {
  return process.stdout.isTTY === true && variable(environment, 'CI') === undefined
}

/** Whether a person can answer questions: no service, schedule or function can. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Whether this machine can show a browser window. */
export function hasDesktop(environment = processEnvironment): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => variable(environment, name) !== undefined)
}
