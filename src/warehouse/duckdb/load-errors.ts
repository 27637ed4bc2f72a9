import { WarehouseError } from '../../domain/errors.ts'
import { explainSystemError, readErrno } from '../../domain/system-failure.ts'

/** A load that the machine has stopped, with what is stored and what to do; any other error unchanged. */
export function toLoadError(error: unknown, folder: string): unknown {
  const errno = error instanceof WarehouseError ? error.details.errno : readErrno(error)
  const failure = explainSystemError(String(errno), folder)
  if (failure === null) return error
  const { code, problem, advice } = failure
  return new WarehouseError(
    code,
    `could not load into the warehouse in ${folder} (${errno}): ${problem}; the warehouse stays as it was, and all curated files are stored`,
    {
      advice: `${advice}, then load them with \`hitparade load\``,
      details: { path: folder, errno: String(errno) },
      cause: error,
    },
  )
}
