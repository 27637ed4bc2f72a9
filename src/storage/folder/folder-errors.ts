import { statSync } from 'node:fs'
import { type ErrorOptions, StoreError } from '../../domain/errors.ts'
import { explainSystemError } from '../../domain/system-failure.ts'

/** Whether a system call failed with one of these codes, e.g. `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return codes.some((each) => each === code)
}

/** Whether there is something other than a folder at this path. */
export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** A failed system call as a `StoreError`; any other error unchanged. */
export function toStoreError(error: unknown, verb: string, path: string, root: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error) || !('code' in error)) return error
  const errno = String(error.code)
  const { code = 'Store', problem = error.message, advice } = explain(errno, root)
  const options: ErrorOptions = {
    advice,
    details: { path, errno },
    // Too many open files, or a file in use: other processes may soon have closed theirs.
    retryable: ['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY'].includes(errno),
    cause: error,
  }
  return new StoreError(code, `could not ${verb} ${path} (${errno}): ${problem}`, options)
}

function explain(errno: string, root: string): { code?: string; problem?: string; advice?: string } {
  switch (errno) {
    case 'EXDEV':
      return {
        problem: `expected all of ${root} on one volume, got a second volume in it`,
        advice: 'put the whole store on one volume',
      }
    case 'ENOTDIR':
    case 'EISDIR':
      return {
        problem: 'expected a folder and found a file, or expected a file and found a folder',
        advice: 'move it out of the way',
      }
    case 'ENAMETOOLONG':
      return {
        problem: 'the name is longer than this file system allows',
        advice: 'choose another file system',
      }
  }
  const failure = explainSystemError(errno, root)
  if (failure === null) return {}
  const { code, problem, advice } = failure
  return {
    code: code === 'Denied' ? code : 'Store',
    problem,
    advice: `${advice}, then run again: what is stored already is kept`,
  }
}
