import { dirname } from 'node:path'
import { getMessage, WarehouseError } from '../../domain/errors.ts'
import { explainSystemError } from '../../domain/system-failure.ts'

// DuckDB's errors have no codes. Their text is matched in this file and nowhere else.

/**
 * The error of a file that DuckDB cannot open. If another process has locked it, `details` has a `holder_pid`, which is
 * null where DuckDB does not name the process. Any other failure that the system does not explain is damage.
 */
export function toOpenError(path: string, cause: unknown): WarehouseError {
  const text = getMessage(cause)
  const isLocked = /could not set lock/i.test(text)
  if (isLocked && !/no locks available|locks are not supported/i.test(text)) {
    const pid = /PID (\d+)/.exec(text)?.[1]
    const holder = pid === undefined ? 'another process' : `another process (PID ${pid})`
    return new WarehouseError('Unavailable', `${holder} has ${path} open to write`, {
      advice: 'wait for it to end, or stop it; then `hitparade load` loads what is stored',
      details: { path, holder_pid: pid === undefined ? null : Number(pid) },
      cause,
    })
  }
  return toSystemError(path, cause) ?? damagedError(path, cause)
}

/** The error of a statement that fails; `details.unknown_column` is a column of a file that its table does not have. */
export function toQueryError(path: string, cause: unknown): WarehouseError {
  const text = getMessage(cause)
  if (isDamage(path, text)) return damagedError(path, cause)
  const systemError = toSystemError(path, cause)
  if (systemError !== null) return systemError
  const [, column] = /does not have a column with name "([^"]*)"/.exec(text) ?? []
  return new WarehouseError('Query', text, {
    ...(column === undefined ? {} : { details: { unknown_column: column } }),
    cause,
  })
}

/** Whether a block of the file at `path` cannot be read. Errors of other files name those. */
function isDamage(path: string, text: string): boolean {
  return (
    /^(IO|FATAL) Error: .*Corrupt database file/s.test(text) ||
    /^Serialization Error/.test(text) ||
    (/^(IO|FATAL) Error: .*Could not read enough bytes/s.test(text) && text.includes(`"${path}"`))
  )
}

function damagedError(path: string, cause: unknown): WarehouseError {
  return new WarehouseError('Damaged', `the warehouse at ${path} is damaged and cannot be read`, {
    advice: 'build it again from the curated files with `hitparade rebuild`',
    details: { path },
    cause,
  })
}

/** How the C libraries of Linux and macOS word an error of the system, and its code. */
const systemErrors: [RegExp, string][] = [
  [/No space left on device/, 'ENOSPC'],
  [/(Disk|Disc)? ?quota exceeded/i, 'EDQUOT'],
  [/File too large/, 'EFBIG'],
  [/Read-only file system/, 'EROFS'],
  [/No locks available|File locks are not supported/, 'ENOLCK'],
  [/Permission denied/, 'EACCES'],
  [/Operation not permitted/, 'EPERM'],
  [/Too many open files|No file descriptors available/, 'EMFILE'],
  [/Input\/output error|I\/O error/, 'EIO'],
  [/^Out of Memory Error|Cannot allocate memory/, 'ENOMEM'],
]

/** An error of the machine, with `details.errno` and the file that it is about; null for any other error. */
function toSystemError(path: string, cause: unknown): WarehouseError | null {
  const text = getMessage(cause)
  // Errors of other kinds may quote the query.
  if (!/^(IO|FATAL|INTERNAL|TransactionContext|Out of Memory) Error/.test(text)) return null
  const [, errno] = systemErrors.find(([words]) => words.test(text)) ?? []
  const file = /"(\/[^"]+)"/.exec(text)?.[1] ?? path
  const failure = errno === undefined ? null : explainSystemError(errno, dirname(file))
  if (failure === null || errno === undefined) return null
  return new WarehouseError(failure.code, `could not use ${file} (${errno}): ${failure.problem}`, {
    advice: `${failure.advice}, then run again`,
    details: { path: file, errno },
    cause,
  })
}
