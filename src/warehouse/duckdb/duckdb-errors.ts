import { getMessage, WarehouseError } from '../../domain/errors.ts'

// DuckDB's errors have no codes. Their text is matched in this file and nowhere else.

/**
 * The error of a file that DuckDB cannot open. If another process has locked it, `details` has a `holder_pid`, which is
 * null where DuckDB does not name the process.
 */
export function toOpenError(path: string, cause: unknown): WarehouseError {
  const text = getMessage(cause)
  const isLocked = /could not set lock/i.test(text)
  const pid = /PID (\d+)/.exec(text)?.[1]
  const holder = isLocked ? { holder_pid: pid === undefined ? null : Number(pid) } : {}
  return new WarehouseError('Unavailable', `cannot open ${path}: ${text}`, {
    details: { path, ...holder },
    cause,
  })
}

/** The error of a statement that fails; `details.unknown_column` is a column of a file that its table does not have. */
export function toQueryError(cause: unknown): WarehouseError {
  const text = getMessage(cause)
  const [, column] = /does not have a column with name "([^"]*)"/.exec(text) ?? []
  return new WarehouseError('Query', text, {
    ...(column === undefined ? {} : { details: { unknown_column: column } }),
    cause,
  })
}
