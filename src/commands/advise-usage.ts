import { type Command, CommanderError } from 'commander'
import { findNearest } from '../domain/text/did-you-mean.ts'
import { printNote } from '../terminal/print.ts'

/**
 * What to type in place of a wrong command or option, where commander has not said it: an insight of that name, or of a name
 * that is near, or where the help is.
 */
export async function adviseUsage(error: unknown, program: Command): Promise<void> {
  if (!(error instanceof CommanderError) || error.message.includes('Did you mean')) return
  if (error.code === 'commander.unknownCommand') return adviseCommand(error.message)
  if (error.code.startsWith('commander.') && error.exitCode !== 0) {
    const command = program.commands.find((each) => each.name() === program.args[0])
    printNote(`see \`hitparade ${command === undefined ? '' : `${command.name()} `}--help\``)
  }
}

async function adviseCommand(message: string): Promise<void> {
  const { listInsights } = await import('../insights/run-insight.ts')
  const typed = /'(.*?)'/.exec(message)?.[1] ?? ''
  const near = findNearest(
    typed,
    listInsights().map(({ name }) => name),
  )
  if (near === null) printNote('see `hitparade --help`')
  else if (near === typed) printNote(`${near} is an insight: \`hitparade insights ${near}\``)
  else printNote(`did you mean the insight ${near}? \`hitparade insights ${near}\``)
}
