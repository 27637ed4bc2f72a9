/** A fact about an error that code reads: a vendor's number, an object's key, a path. */
export type ErrorDetail = string | number | null

export interface ErrorOptions {
  /** What the user does next. */
  advice?: string | undefined
  details?: Record<string, ErrorDetail>
  /** True if the same call may succeed later without any change. */
  retryable?: boolean
  cause?: unknown
}

/** An error that hitparade reports: what is wrong and what to do, as fields. The message joins both. */
export class HitparadeError extends Error {
  /** A literal, because a bundle renames classes. */
  override readonly name: string = 'HitparadeError'
  /** Stable, for scripts and the run ledger, e.g. `EditorialPlaylist`. */
  readonly code: string
  readonly problem: string
  readonly advice: string | null
  readonly details: Readonly<Record<string, ErrorDetail>>
  readonly retryable: boolean
  /** 1: failure; 2: usage error. */
  readonly exitCode: 1 | 2 = 1

  constructor(code: string, problem: string, options: ErrorOptions = {}) {
    const { advice = null, details = {}, retryable = false, cause } = options
    super(withAdvice(problem, advice), cause === undefined ? {} : { cause })
    this.code = code
    this.problem = problem
    this.advice = advice
    this.details = details
    this.retryable = retryable
  }
}

/** A problem and its advice, if there is one, as one message. */
export function withAdvice(problem: string, advice: string | null | undefined): string {
  return advice == null ? problem : `${problem}; ${advice}`
}

/** The command line is not valid: an unknown name, a value out of range. Code `Usage`. */
export class UsageError extends HitparadeError {
  override readonly name = 'UsageError'
  override readonly exitCode = 2
  constructor(problem: string, options: ErrorOptions = {}) {
    super('Usage', problem, options)
  }
}

/** The configuration file or the environment has an invalid value. Code `Config`. */
export class ConfigError extends HitparadeError {
  override readonly name = 'ConfigError'
  override readonly exitCode = 2
  constructor(problem: string, options: ErrorOptions = {}) {
    super('Config', problem, options)
  }
}

/** A chart source rejected a request, or its response cannot be used. The code names the reason. */
export class SourceError extends HitparadeError {
  override readonly name = 'SourceError'
}

/**
 * An object store failed. Codes: `Missing` (no such object), `Clock` (that of this machine is off), `Credentials`, `Denied`,
 * `Region`, `Archived`, `Unreachable`, `Store`.
 */
export class StoreError extends HitparadeError {
  override readonly name = 'StoreError'
}

/** Stored or imported bytes could not be parsed as a chart. Code `Unreadable`. */
export class UnreadableError extends HitparadeError {
  override readonly name = 'UnreadableError'
  constructor(problem: string, options: ErrorOptions = {}) {
    super('Unreadable', problem, options)
  }
}

/**
 * The warehouse failed. Codes: `Busy` (another process writes), `Query`, `Check`, `Newer` (a file of a newer version),
 * `Outdated` (the warehouse is of another version), `Damaged` (its file cannot be read), `Unreadable` (a curated file
 * cannot), `Unavailable`, `Denied` (the login, the role or the file system), `System` (a full disk and the like),
 * `Timeout` (the query took longer than its limit).
 */
export class WarehouseError extends HitparadeError {
  override readonly name = 'WarehouseError'
}

/** The message of any thrown value. */
export function getMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
