import { HitparadeError } from '../../domain/errors.ts'
import { explainAwsError } from '../../storage/s3/aws-errors.ts'

/**
 * Calls AWS. A failure becomes a `HitparadeError` of code `Credentials`, `Denied`, `Region`, `Missing`, `Unreachable` or
 * `Aws`. `permission` is the IAM action that the call needs, e.g. `ssm:PutParameter`.
 */
export async function withAwsErrors<T>(
  permission: string,
  call: () => Promise<T>,
  resource: string | null = null,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof HitparadeError) throw error
    const { code, problem, options } = explainAwsError(error, {
      problem: `could not call ${permission}${resource === null ? '' : ` on ${resource}`}`,
      permission,
      details: { operation: permission, resource },
    })
    throw new HitparadeError(code === 'Other' ? 'Aws' : code, problem, options)
  }
}

/** As `withAwsErrors`; null if the resource does not exist. */
export async function findOrNull<T>(permission: string, call: () => Promise<T>): Promise<T | null> {
  return nullOn(['Missing'], () => withAwsErrors(permission, call))
}

/** What the call returns; null if it throws a `HitparadeError` of one of the codes. */
export async function nullOn<T>(codes: string[], call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof HitparadeError && codes.includes(error.code)) return null
    throw error
  }
}
