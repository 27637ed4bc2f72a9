#!/usr/bin/env node
import { createProgram } from './commands/create-program.ts'
import { reportError } from './commands/report-error.ts'

/** Exit codes: 0 success, 1 failure, 2 usage error, 3 administrator action required (set by `deploy`). */
async function main() {
  // A reader such as `| head` closes the pipe when it has enough, which is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : reportError(error)),
  )
  const program = createProgram()
  try {
    if (process.argv.length <= 2) program.help()
    await program.parseAsync()
  } catch (error) {
    process.exitCode = reportError(error)
    const { adviseUsage } = await import('./commands/advise-usage.ts')
    await adviseUsage(error, program)
  }
}

await main()
