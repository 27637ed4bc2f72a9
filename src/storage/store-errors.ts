import { StoreError } from '../domain/errors.ts'

/** The object does not exist. */
export function missingObject(key: string, address: string, cause?: unknown): StoreError {
  return new StoreError('Missing', `there is no object ${key} in ${address}`, {
    details: { key, address },
    cause,
  })
}

/** A move found neither the object nor its target. */
export function missingMove(from: string, to: string, address: string, cause?: unknown): StoreError {
  return new StoreError('Missing', `there is no object ${from} or ${to} in ${address}`, {
    details: { key: from, target: to, address },
    cause,
  })
}

/** A move found an object with other bytes at its target. */
export function conflictingObject(from: string, to: string, address: string): StoreError {
  return new StoreError(
    'Store',
    `could not move ${from} in ${address}: expected no object or the same bytes at ${to}, got other bytes`,
    {
      advice: 'compare the two objects and delete the wrong one',
      details: { key: from, target: to, address },
    },
  )
}

/** The result of an action on an object; null if the object does not exist. */
export async function orNull<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof StoreError && error.code === 'Missing') return null
    throw error
  }
}
