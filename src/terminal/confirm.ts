import { UsageError } from '../domain/errors.ts'

/** Lets a person type the environment's name. Throws a `UsageError` where nobody can be asked, or who is asked says no. */
export async function confirm(environment: string, yes: boolean): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('nothing was deleted: there is no terminal to ask at', { advice: 'add --yes' })
  }
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`type the name of the environment, ${environment}, to go on: `)
  lines.close()
  if (answer.trim() !== environment)
    throw new UsageError(`nothing was deleted: expected ${environment}, got another word`)
}
