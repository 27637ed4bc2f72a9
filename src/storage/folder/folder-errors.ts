import { statSync } from 'node:fs'
import { StoreError } from '../../domain/errors.ts'

export function hasCode(error: unknown, ...codes: string[]): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return codes.some((each) => each === code)
}

/** Whether an object, not a folder, has this path. */
export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** A failed system call as a `StoreError` that says what was tried and what to do. */
export function toStoreError(error: unknown, verb: string, path: string, root: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error) || !('code' in error)) return error
  const code = String(error.code)
  const failed = `could not ${verb} ${path} (${code})`
  const known = advice(code, root)
  return new StoreError(known?.code ?? 'Store', `${failed}: ${known?.says ?? error.message}`, {
    // Too many open files, or a file in use: what others do now and may soon have done.
    retryable: ['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY'].includes(code),
    cause: error,
  })
}

function advice(code: string, root: string): { code?: string; says: string } | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { code: 'Denied', says: `give this user the right to read and write in ${root}` }
    case 'EROFS':
      return {
        code: 'Denied',
        says: `the volume of ${root} is read-only; mount it writable or choose another folder`,
      }
    case 'ENOSPC':
    case 'EDQUOT':
      return { says: `no space is left on the volume of ${root}; free some and run again` }
    case 'EXDEV':
      return { says: `expected all of ${root} on one volume, got another inside; put the whole store on one` }
    case 'ENOTDIR':
    case 'EISDIR':
      return {
        says: 'expected a folder where a file lies, or a file where a folder lies; move it out of the way',
      }
    case 'ENAMETOOLONG':
      return { says: 'the name is longer than this file system takes; choose another file system' }
  }
  return undefined
}
