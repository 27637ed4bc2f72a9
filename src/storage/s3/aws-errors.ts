import { type ErrorDetail, type ErrorOptions, getMessage } from '../../domain/errors.ts'

/** What an error of the AWS SDK means. `Other`: nothing that has a separate code here. */
export type AwsErrorCode =
  | 'Clock'
  | 'Credentials'
  | 'Denied'
  | 'Region'
  | 'Archived'
  | 'Missing'
  | 'Unreachable'
  | 'Other'

/** The call that failed. */
export interface FailedCall {
  /** How the message begins, e.g. `could not read s3://charts/a`. */
  problem: string
  /** The IAM action that the call needs, e.g. `s3:GetObject`. */
  permission: string
  /** What the action must be granted on, e.g. ` on the bucket`. */
  grant?: string
  /** Address of a service other than AWS. */
  endpoint?: string | null
  /** The region of the client, if it has one. */
  region?: string | null
  details?: Record<string, ErrorDetail>
}

/** Code, problem and options of the error to throw for an error of the AWS SDK. `details.permission` is what was needed. */
export function explainAwsError(error: unknown, call: FailedCall) {
  const code = classifyAwsError(error)
  const name = getErrorName(error)
  const ofKey = findKeyPermission(error)
  const permission = ofKey ?? call.permission
  const grant = ofKey === null ? (call.grant ?? '') : ' on the encryption key'
  const [reason, advice] = explain(code, error, { ...call, permission, grant })
  const status = getStatus(error) ?? null
  const details = { ...call.details, aws_error: name, status, permission }
  const options: ErrorOptions = { advice, details, retryable: code === 'Unreachable', cause: error }
  // The call was never made: the client has no region.
  if (code === 'Region' && !call.region && /Region is missing/.test(getMessage(error)))
    return { code, problem: reason, options }
  const failed = name === 'Error' ? call.problem : `${call.problem} (${name})`
  return { code, problem: `${failed}: ${reason}`, options }
}

function explain(code: AwsErrorCode, error: unknown, call: FailedCall): [string, string?] {
  const { permission, grant, endpoint, region } = call
  const message = getMessage(error) || getNetworkCode(error) || 'no reason given'
  switch (code) {
    case 'Credentials':
      return [
        `no valid AWS credentials: ${message}`,
        'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      ]
    case 'Clock':
      return [`the clock of this machine is off: ${message}`, 'correct the clock of this machine']
    case 'Denied':
      return [
        `the credentials need ${permission}`,
        `grant ${permission}${grant}, or set AWS_PROFILE to use other credentials`,
      ]
    case 'Region':
      return [
        region ? `expected the region of the bucket, got ${region}` : 'no AWS region is set',
        'set AWS_REGION, or "region" under "s3" in the configuration file',
      ]
    case 'Archived':
      return ['the object is archived', 'restore it in S3 first']
    case 'Missing':
      return getErrorName(error) === 'NoSuchBucket'
        ? ['there is no such bucket', 'create it, or correct the address']
        : [message]
    case 'Unreachable':
      return [
        `no complete answer from ${endpoint ?? 'AWS'}: ${message}`,
        'check the network, or run again later',
      ]
    case 'Other':
      return [message]
  }
}

const credentialErrors =
  /^(CredentialsProviderError|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|ExpiredToken(Exception)?|InvalidToken|InvalidSignatureException|IncompleteSignature|AuthFailure|TokenProviderError)$|SSOToken/
/** Signatures hold for some minutes by the clock of AWS. */
const clockErrors = /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/
const deniedErrors = /^(AccessDenied|UnauthorizedOperation|AuthorizationError)/
const missingErrors =
  /QueueDoesNotExist|NonExistentQueue|^NotFound|^ResourceNotFound|^ParameterNotFound$|^NoSuchBucket$/
/** Of name and text: the SDK has no name for a region that is not set. */
const regionErrors = /PermanentRedirect|AuthorizationHeaderMalformed|Region is missing/

/** By the name and the HTTP status. Most services report unknown credentials with 403, the status of a missing permission. */
export function classifyAwsError(error: unknown): AwsErrorCode {
  const name = getErrorName(error)
  const status = getStatus(error)
  if (clockErrors.test(name) || /^Signature (expired|not yet current)/.test(getMessage(error))) return 'Clock'
  if (status === 401 || credentialErrors.test(name)) return 'Credentials'
  if (name === 'InvalidObjectState') return 'Archived'
  if (status === 403 || deniedErrors.test(name)) return 'Denied'
  if (status === 404 || missingErrors.test(name) || isMissingStack(error)) return 'Missing'
  if (regionErrors.test(`${name} ${getMessage(error)}`)) return 'Region'
  return isTransient(error) ? 'Unreachable' : 'Other'
}

/** CloudFormation has no separate error for a missing stack: only the text shows it. */
function isMissingStack(error: unknown): boolean {
  return /\bstack\b.*does not exist/i.test(getMessage(error))
}

/** The permission on a customer's key that is missing. AWS names it only in the text; the call itself was allowed. */
function findKeyPermission(error: unknown): string | null {
  return /kms:\w+/.exec(getMessage(error))?.[0] ?? null
}

/** Whether the same call may succeed later: the service is overloaded, or the connection broke, perhaps half-way. */
function isTransient(error: unknown): boolean {
  const status = getStatus(error)
  if (status !== undefined && status >= 300) return status >= 500 || status === 429
  return getNetworkCode(error) !== null || getErrorName(error) === 'TimeoutError' || status !== undefined
}

/** Node's code of a network error, e.g. `ECONNREFUSED`. */
function getNetworkCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^E[A-Z_]+$/.test(code) ? code : null
}

/** The HTTP status of AWS's answer; undefined if there was none. */
export function getStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode
}

/** The name that AWS gives an error, e.g. `NoSuchKey`. */
export function getErrorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
