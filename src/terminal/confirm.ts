import { UsageError } from '../domain/errors.ts'

/** What a person has to type before something happens. */
export interface Confirmation {
  /** E.g. `type yes to continue`. */
  question: string
  /** The only answer that confirms. */
  expected: string
  /** What has not happened without it, e.g. `nothing was deleted`. */
  refused: string
  /** What to do without a terminal. */
  advice: string
}

/** Lets a person confirm. Throws a `UsageError` without a terminal, or for another answer. */
export async function requireAnswer({ question, expected, refused, advice }: Confirmation): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError(`${refused}: not an interactive terminal`, { advice })
  }
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`${question}: `)
  lines.close()
  if (answer.trim() !== expected) throw new UsageError(`${refused}: the answer was not "${expected}"`)
}

/**
 * Lets a person type a name to confirm a deletion: of the environment, unless `what` says of what. Throws like
 * `requireAnswer`.
 */
export async function confirm(name: string, yes: boolean, what = 'the environment'): Promise<void> {
  if (yes) return
  await requireAnswer({
    question: `type the name of ${what}, ${name}, to continue`,
    expected: name,
    refused: 'nothing was deleted',
    advice: 'pass --yes to confirm',
  })
}
