import { targetOption } from './deploy.ts'
import { type EmptyCommand, examples } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .addOption(targetOption())
    .option('--yes', 'skip the confirmation')
    .option('--with-data', 'also delete the stored charts, raw and curated')
    .addHelpText('after', examples('destroy --target snowflake', 'destroy --target aws --with-data --yes'))
    .action(async ({ target, ...options }, command) => {
      const { selectTargets } = await import('./targets/targets.ts')
      const globals = command.optsWithGlobals()
      // In reverse: the bucket in AWS notifies the pipes in Snowflake.
      for (const { deployment } of (await selectTargets(target, globals)).reverse()) {
        await deployment.destroy(options, globals)
      }
    })
}
