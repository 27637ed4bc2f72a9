import { StoreError } from '../domain/errors.ts'

/** There is no object. */
export function missingObject(key: string, address: string, cause?: unknown): StoreError {
  return new StoreError('Missing', `there is no object ${key} in ${address}`, { cause })
}

/** A move does not happen: the target is there, and it is another object. */
export function conflictingObject(from: string, to: string, address: string): StoreError {
  return new StoreError(
    'Store',
    `cannot move ${from} in ${address}: expected nothing or the same bytes at ${to}, got others`,
    { advice: 'look at both and delete the wrong one' },
  )
}

/** What a store answers of an object; null where it is missing. */
export async function orNull<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof StoreError && error.code === 'Missing') return null
    throw error
  }
}
