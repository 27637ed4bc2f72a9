import type { Command } from 'commander'
import { examples, format, globals, target } from '../options.ts'

/** The commands that make the pipeline run in the cloud. */
export function addDeploying(program: Command): void {
  program
    .command('deploy')
    .description('make the pipeline of the configuration run in the cloud, or bring it up to date')
    .addOption(target())
    .option('--plan', 'show what would change, and change nothing')
    .option('--template <file>', 'write a template that deploys without CDK, and its functions beside it')
    .option('--sql', 'print everything that Snowflake is to hold as numbered SQL files')
    .addOption(format())
    .addHelpText(
      'after',
      examples('deploy --plan', 'deploy', 'deploy --target aws', 'deploy --target snowflake --sql'),
    )
    .action(async (options, command) => (await import('../deploy.ts')).deploy(options, globals(command)))

  program
    .command('destroy')
    .description('take down what deploy made; what is stored stays unless told otherwise')
    .addOption(target())
    .option('--yes', 'do not ask')
    .option('--with-data', 'delete the stored charts as well, raw and curated')
    .addHelpText('after', examples('destroy --target snowflake', 'destroy --target aws --with-data --yes'))
    .action(async (options, command) => (await import('../deploy.ts')).destroy(options, globals(command)))

  program
    .command('credentials')
    .description('the secrets of sources in the cloud')
    .command('put <source>')
    .description('put those of a source, out of the environment, where the extract function reads them')
    .addHelpText('after', examples('credentials put spotify'))
    .action(async (source, _options, command) =>
      (await import('../credentials.ts')).put(source, globals(command)),
    )
}
