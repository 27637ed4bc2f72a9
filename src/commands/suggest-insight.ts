import { CommanderError } from 'commander'
import { printNote } from '../terminal/print.ts'

/** If an unknown command is the name of an insight, says how to run it. */
export async function suggestInsight(error: unknown): Promise<void> {
  if (!(error instanceof CommanderError) || error.code !== 'commander.unknownCommand') return
  const { listInsights } = await import('../insights/run-insight.ts')
  const insight = listInsights().find(({ name }) => error.message.includes(`'${name}'`))
  if (insight !== undefined)
    printNote(`${insight.name} is an insight: \`hitparade insights ${insight.name}\``)
}
