#!/usr/bin/env node
import { adviseUsage } from './commands/advise-usage.ts'
import { createProgram } from './commands/create-program.ts'
import { reportError } from './commands/report-error.ts'

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
    await adviseUsage(error, process.argv.slice(2))
  }
}

await main()
