import { UsageError } from '../domain/errors.ts'

/** Lets a person type the environment's name to confirm. Throws a `UsageError` without a terminal, or for another name. */
export async function confirm(environment: string, yes: boolean): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('nothing was deleted: not an interactive terminal', {
      advice: 'pass --yes to confirm',
    })
  }
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`type the name of the environment, ${environment}, to continue: `)
  lines.close()
  if (answer.trim() !== environment) {
    throw new UsageError(`nothing was deleted: the name did not match "${environment}"`)
  }
}
