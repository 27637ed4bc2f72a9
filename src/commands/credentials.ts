import { printNote } from '../terminal/print.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .command('put <source>')
    .description(
      "store a source's credentials (read from environment variables) for the deployed extract function",
    )
    .addHelpText('after', examples('credentials put spotify'))
    .action((source, _options, command) => put(source, command.optsWithGlobals()))
}

/** The secret is read from the environment and never printed. */
async function put(source: string, globals: GlobalOptions): Promise<void> {
  const { loadCommandConfig } = await import('./with-app.ts')
  const { formatAccount } = await import('../cloud/aws/aws-names.ts')
  const { putCredentials } = await import('../cloud/aws/operations/put-credentials.ts')
  const { name, account } = await putCredentials(loadCommandConfig(globals), source)
  printNote(
    `stored the credentials of ${source} as ${name} in ${formatAccount(account)}; the next run uses them`,
  )
}
