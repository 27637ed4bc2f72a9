import { getMessage, HitparadeError } from '../../domain/errors.ts'
import { deniedOnKey, getErrorName, hasWrongCredentials, isDenied } from './aws-errors.ts'

/**
 * Asks AWS for something and words a refusal: which right the person lacks, or what is wrong with the credentials. `right`
 * is the action that the call needs, e.g. `ssm:PutParameter`.
 */
export async function withAwsErrors<T>(right: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof HitparadeError) throw error
    const name = getErrorName(error)
    const options = { cause: error }
    if (isDenied(error)) {
      const onKey = deniedOnKey(error)
      const needs = onKey === null ? 'it' : `${onKey} on the key that encrypts this`
      throw new HitparadeError(
        'Denied',
        `AWS refused ${right} (${name}): the credentials need ${needs}`,
        options,
      )
    }
    if (hasWrongCredentials(error) || getMessage(error).includes('Region is missing')) {
      const advice = 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_REGION'
      const says = `AWS could not be asked for ${right}: ${getMessage(error)}; ${advice}`
      throw new HitparadeError('Credentials', says, options)
    }
    throw new HitparadeError('Aws', `AWS failed at ${right} (${name}): ${getMessage(error)}`, options)
  }
}
