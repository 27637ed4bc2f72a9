#!/usr/bin/env node
import { CommanderError } from 'commander'
import { createProgram } from './commands/create-program.ts'
import { HitparadeError } from './domain/errors.ts'
import { explainSystemError, readErrno } from './domain/system-failure.ts'

/** Exit codes: 0 success, 1 failure, 2 usage error, 3 administrator action required (set by `deploy`). */
async function main() {
  // A reader such as `| head` closes the pipe when it has enough, which is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : reportError(error)),
  )
  try {
    const program = createProgram()
    if (process.argv.length <= 2) program.help()
    await program.parseAsync()
  } catch (error) {
    process.exitCode = reportError(error)
  }
}

/** Prints an error, unless commander has printed it, and gives the exit code. */
function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof HitparadeError) {
    process.stderr.write(`error: ${error.message}\n`)
    return error.exitCode
  }
  const failure = explainSystemError(readErrno(error) ?? '', 'the file')
  if (failure !== null) {
    const { code, syscall, path = 'a file' } = error as NodeJS.ErrnoException
    process.stderr.write(
      `error: ${syscall} of ${path} failed (${code}): ${failure.problem}; ${failure.advice}, then run again\n`,
    )
    return 1
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`error: this should not have happened, please report it\n${text}\n`)
  return 1
}

await main()
