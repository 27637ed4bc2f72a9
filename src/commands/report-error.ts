import { CommanderError } from 'commander'
import { HitparadeError } from '../domain/errors.ts'
import { explainSystemError, readErrno } from '../domain/system-failure.ts'
import { formatErrorWord } from '../terminal/colour.ts'
import { nameCommands } from '../terminal/invocation.ts'

/** Prints an error, unless commander has printed it, and gives the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof HitparadeError) {
    process.stderr.write(`${formatErrorWord()} ${nameCommands(error.message)}\n`)
    return error.exitCode
  }
  const failure = explainSystemError(readErrno(error) ?? '', 'the file')
  if (failure !== null) {
    const { code, syscall, path = 'a file' } = error as NodeJS.ErrnoException
    process.stderr.write(
      `${formatErrorWord()} ${syscall} of ${path} failed (${code}): ${failure.problem}; ${failure.advice}, then run again\n`,
    )
    return 1
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${formatErrorWord()} this should not have happened, please report it\n${text}\n`)
  return 1
}
