import { getMessage, HitparadeError, StoreError } from '../../../../domain/errors.ts'
import { deniedOnKey, getErrorName, hasWrongCredentials, isDenied, isNotFound } from '../../aws-errors.ts'
import { operatorRights, type RightName } from '../operator-policy.ts'

/** A right that whoever asks does not have. */
export interface MissingPermission {
  action: string
  resource: string
  /** What could not be asked. */
  asks: string
}

/** Asks AWS by one right of one resource. Null: it was refused, or there is no such resource; what of both is noted. */
export type Ask = <T>(
  right: RightName,
  /** As a policy names it. */
  resource: string,
  question: () => Promise<T>,
  /** As people name it. */
  name?: string,
) => Promise<T | null>

export interface Asking {
  ask: Ask
  lacking: MissingPermission[]
  /** Resources that should be there and are not. */
  missing: string[]
}

/** What is refused costs one answer and not the others; anything else that goes wrong ends the asking. */
export function createAsk(): Asking {
  const lacking: MissingPermission[] = []
  const missing: string[] = []
  const ask: Ask = async (right, resource, question, name = resource) => {
    try {
      return await question()
    } catch (error) {
      const { action, asks } = operatorRights[right]
      if (isRefused(error)) note(lacking, { action: deniedOnKey(error) ?? action, resource, asks })
      else if (isMissing(error)) missing.push(name)
      else throw inWords(error, action, resource)
      return null
    }
  }
  return { ask, lacking, missing }
}

function note(lacking: MissingPermission[], lack: MissingPermission) {
  const isNoted = lacking.some(({ action, resource }) => action === lack.action && resource === lack.resource)
  if (!isNoted) lacking.push(lack)
}

function isRefused(error: unknown): boolean {
  if (!(error instanceof StoreError)) return isDenied(error)
  return error.code === 'Denied' && !hasWrongCredentials(error.cause)
}

function isMissing(error: unknown): boolean {
  if (error instanceof StoreError) return getErrorName(error.cause) === 'NoSuchBucket'
  return isNotFound(error)
}

function inWords(error: unknown, action: string, resource: string): HitparadeError {
  if (error instanceof HitparadeError) return error
  const refused = `could not ask AWS for ${action} of ${resource} (${getErrorName(error)})`
  if (hasWrongCredentials(error)) {
    const says =
      'found no credentials that hold; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
    return new HitparadeError('Denied', `${refused}: ${says}`, { cause: error })
  }
  if (/Region is missing/.test(getMessage(error))) {
    const says = 'expected a region; set AWS_REGION, or "region" under "aws" in hitparade.jsonc'
    return new HitparadeError('Cloud', `${refused}: ${says}`, { cause: error })
  }
  return new HitparadeError('Cloud', `${refused}: ${getMessage(error) || 'no answer'}`, { cause: error })
}
