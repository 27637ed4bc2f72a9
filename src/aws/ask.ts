import { HitparadeError, messageOf } from '../errors.ts'
import { deniedOnKey, hasWrongCredentials, isDenied, nameOf } from './refusal.ts'

/**
 * Asks AWS for something and words a refusal: which right the person lacks, or what is wrong with the credentials. `right`
 * is the action that the call needs, e.g. `ssm:PutParameter`.
 */
export async function ask<T>(right: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof HitparadeError) throw error
    const name = nameOf(error)
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
    if (hasWrongCredentials(error) || messageOf(error).includes('Region is missing')) {
      const advice = 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_REGION'
      const says = `AWS could not be asked for ${right}: ${messageOf(error)}; ${advice}`
      throw new HitparadeError('Credentials', says, options)
    }
    throw new HitparadeError('Aws', `AWS failed at ${right} (${name}): ${messageOf(error)}`, options)
  }
}
