import { ConfigError } from '../domain/errors.ts'
import { type Environment, getEndpoint, processEnvironment, variable } from './environment.ts'

/** What the stack passes to a function as environment variables. It contains no secrets. */
export interface LambdaConfig {
  /** `s3://` addresses of the buckets. */
  raw: string
  curated: string
  s3: { endpoint: string | null; region: string | null }
  /** Namespace of the metrics. */
  metrics: string
  /** Name of the environment that the function belongs to. */
  environment: string
  /** Encrypts the credentials; null: the key of the service. */
  kms_key_arn: string | null
  /** URL of the transform queue; null in the extract function. */
  queue: string | null
}

/** Reads a function's configuration. Throws a `ConfigError` that names a variable which is not set. */
export function readLambdaConfig(environment: Environment = processEnvironment): LambdaConfig {
  const read = (name: string) => readVariable(environment, name, 'the stack')
  return {
    raw: read('HITPARADE_RAW'),
    curated: read('HITPARADE_CURATED'),
    s3: { endpoint: getEndpoint(environment) ?? null, region: variable(environment, 'AWS_REGION') ?? null },
    metrics: read('HITPARADE_METRICS'),
    environment: read('HITPARADE_ENVIRONMENT'),
    kms_key_arn: variable(environment, 'HITPARADE_KMS_KEY') ?? null,
    queue: variable(environment, 'HITPARADE_QUEUE') ?? null,
  }
}

/** The credentials of the function's role, which Lambda sets. Throws a `ConfigError` if one is missing. */
export function readRoleCredentials(environment: Environment = processEnvironment) {
  const read = (name: string) => readVariable(environment, name, 'Lambda')
  const sessionToken = variable(environment, 'AWS_SESSION_TOKEN')
  return {
    accessKeyId: read('AWS_ACCESS_KEY_ID'),
    secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken !== undefined && { sessionToken }),
  }
}

function readVariable(environment: Environment, name: string, setBy: string): string {
  const value = variable(environment, name)
  if (value !== undefined) return value
  throw new ConfigError(`${name}: expected the value that ${setBy} sets, got nothing`, {
    details: { variable: name },
  })
}
