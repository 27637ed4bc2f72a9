/** What every error of hitparade tells its reader: a stable code, whether a retry can help, the exit code. */
export class HitparadeError extends Error {
  /** Written out: bundled code has other names for its classes. */
  override readonly name: string = 'HitparadeError'
  /** Stable, for scripts and the run ledger, e.g. `EditorialPlaylist`. */
  readonly code: string
  /** True where the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean
  /** 1: it was asked rightly and failed; 2: it was asked wrongly. */
  readonly exitCode: 1 | 2 = 1

  constructor(code: string, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? false
  }
}

/** The command line was used wrongly: an unknown name, a value out of range. */
export class UsageError extends HitparadeError {
  override readonly name = 'UsageError'
  override readonly exitCode = 2
  constructor(message: string) {
    super('Usage', message)
  }
}

/** The configuration file or the environment says something that cannot be meant. */
export class ConfigError extends HitparadeError {
  override readonly name = 'ConfigError'
  override readonly exitCode = 2
  constructor(message: string, cause?: unknown) {
    super('Config', message, { cause })
  }
}

/** A chart source refused, or its answer cannot be used. The code names the refusal. */
export class SourceError extends HitparadeError {
  override readonly name = 'SourceError'
}

/** An object store failed. Codes: `Missing` (no such object), `Denied`, `Archived`, `Unreachable`, `Store`. */
export class StoreError extends HitparadeError {
  override readonly name = 'StoreError'
}

/** Stored or imported bytes that are no answer at all. */
export class UnreadableError extends HitparadeError {
  override readonly name = 'UnreadableError'
  constructor(message: string, cause?: unknown) {
    super('Unreadable', message, { cause })
  }
}

/**
 * The warehouse refused. Codes: `Busy` (another process writes), `Query`, `Check`, `Unavailable`, `Denied` (the login or
 * the role), `Unsupported` (this kind of warehouse does not do it).
 */
export class WarehouseError extends HitparadeError {
  override readonly name = 'WarehouseError'
}

/** The message of anything that was thrown. */
export function getMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
