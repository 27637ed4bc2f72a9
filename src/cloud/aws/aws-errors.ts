import { getMessage } from '../../domain/errors.ts'

const wrongCredentials =
  /^(CredentialsProviderError|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|ExpiredToken(Exception)?|InvalidToken|InvalidSignatureException|IncompleteSignature|AuthFailure|TokenProviderError)$|SSOToken/

/** Whether AWS does not know who asks. Most services say so with the status of a refusal, 403. */
export function hasWrongCredentials(error: unknown): boolean {
  return wrongCredentials.test(getErrorName(error))
}

/** Whether AWS knows who asks and refuses it. */
export function isDenied(error: unknown): boolean {
  if (hasWrongCredentials(error)) return false
  const { $metadata: { httpStatusCode = 0 } = {} } = error as { $metadata?: { httpStatusCode?: number } }
  return (
    httpStatusCode === 403 ||
    /^(AccessDenied|UnauthorizedOperation|AuthorizationError)/.test(getErrorName(error))
  )
}

/** The right on a customer's key that lacks, where it is that one; the call itself was allowed then. */
export function deniedOnKey(error: unknown): string | null {
  return /kms:\w+/.exec(getMessage(error))?.[0] ?? null
}

export function getErrorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** Whether AWS knows no such resource. */
export function isNotFound(error: unknown): boolean {
  return /QueueDoesNotExist|NonExistentQueue|^NotFound|^ResourceNotFound/.test(getErrorName(error))
}
