import { hasTerminal } from '../config/environment.ts'
import { UsageError } from '../domain/errors.ts'

/**
 * Lets a person type a name to confirm, of the environment unless `what` says of what. Throws a `UsageError` without a
 * terminal, or for another name.
 */
export async function confirm(name: string, yes: boolean, what = 'the environment'): Promise<void> {
  if (yes) return
  if (!hasTerminal()) {
    throw new UsageError('nothing was deleted: not an interactive terminal', {
      advice: 'pass --yes to confirm',
    })
  }
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`type the name of ${what}, ${name}, to continue: `)
  lines.close()
  if (answer.trim() !== name) {
    throw new UsageError(`nothing was deleted: the name did not match "${name}"`)
  }
}
