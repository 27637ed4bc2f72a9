import { HitparadeError, messageOf } from '../errors.ts'

const wrongCredentials =
  /CredentialsProvider|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|SSOToken|Region is missing/

/**
 * Asks AWS for something and words a refusal: which right the person lacks, or what is wrong with the credentials. `right`
 * is the action that the call needs, e.g. `ssm:PutParameter`.
 */
export async function ask<T>(right: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof HitparadeError) throw error
    const name = error instanceof Error ? error.name : 'an unknown error'
    const options = { cause: error }
    if (/AccessDenied|AuthorizationError|UnauthorizedOperation|^403$/.test(name) || statusOf(error) === 403) {
      throw new HitparadeError('Denied', `AWS refused ${right} (${name}): the credentials need it`, options)
    }
    if (wrongCredentials.test(`${name} ${messageOf(error)}`)) {
      const advice = 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_REGION'
      const says = `AWS could not be asked for ${right}: ${messageOf(error)}; ${advice}`
      throw new HitparadeError('Credentials', says, options)
    }
    throw new HitparadeError('Aws', `AWS failed at ${right} (${name}): ${messageOf(error)}`, options)
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}
