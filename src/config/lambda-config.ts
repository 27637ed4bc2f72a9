import { ConfigError } from '../domain/errors.ts'
import { type Environment, getEndpoint, processEnvironment, variable } from './environment.ts'

/** What the stack tells a function by its environment. There is no secret among it. */
export interface LambdaConfig {
  /** `s3://` addresses. */
  raw: string
  curated: string
  s3: { endpoint: string | null; region: string | null }
  /** Namespace of our metrics. */
  metrics: string
  /** Name of the environment that the function is part of. */
  environment: string
}

/** Reads them. Throws a `ConfigError` that names a variable which is not set. */
export function readLambdaConfig(environment: Environment = processEnvironment): LambdaConfig {
  const needed = (name: string) => {
    const value = variable(environment, name)
    if (value === undefined) throw new ConfigError(`${name}: expected what the stack sets, got nothing`)
    return value
  }
  return {
    raw: needed('HITPARADE_RAW'),
    curated: needed('HITPARADE_CURATED'),
    s3: { endpoint: getEndpoint(environment) ?? null, region: variable(environment, 'AWS_REGION') ?? null },
    metrics: needed('HITPARADE_METRICS'),
    environment: needed('HITPARADE_ENVIRONMENT'),
  }
}

/** The credentials of the function's role, as Lambda gives them. */
export function roleCredentials(environment: Environment = processEnvironment) {
  const needed = (name: string) => {
    const value = variable(environment, name)
    if (value === undefined) throw new ConfigError(`${name}: expected what Lambda sets, got nothing`)
    return value
  }
  const sessionToken = variable(environment, 'AWS_SESSION_TOKEN')
  return {
    accessKeyId: needed('AWS_ACCESS_KEY_ID'),
    secretAccessKey: needed('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken !== undefined && { sessionToken }),
  }
}
