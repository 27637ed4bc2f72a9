import { printNote } from '../terminal/print.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .command('put <source>')
    .description(
      "store a source's credentials for the deployed extract function: the consent of the signed-in user, or an app's from environment variables",
    )
    .addHelpText('after', examples('credentials put spotify'))
    .action((source, _options, command) => put(source, command.optsWithGlobals()))
}

/** The secret is never printed. */
async function put(source: string, globals: GlobalOptions): Promise<void> {
  const { loadCommandConfig } = await import('./with-app.ts')
  const { formatAccount } = await import('../cloud/aws/aws-names.ts')
  const { putCredentials } = await import('../cloud/aws/operations/put-credentials.ts')
  const { name, account, kind } = await putCredentials(loadCommandConfig(globals), source)
  printNote(
    `stored the credentials of ${source} as ${name} in ${formatAccount(account)}; the next run uses them`,
  )
  if (kind === 'user')
    printNote(
      `the function uses this consent from now on; for runs on this machine, sign in once more with \`hitparade auth ${source}\``,
    )
}
