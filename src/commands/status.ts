import { UsageError } from '../domain/errors.ts'
import { choiceOption, type EmptyCommand, examples, formatOption } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .addOption(
      choiceOption('--target <target>', 'show this deployment (default: this machine)', ['aws', 'snowflake']),
    )
    .option('--fail-if-stale', 'exit code 1 if a configured chart is not up to date, for monitors')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'status',
        'status --format json',
        'status --fail-if-stale',
        'status --target aws',
        'status --target snowflake',
      ),
    )
    .action(async ({ target, format, failIfStale }, command) => {
      if (failIfStale && target === 'aws') {
        throw new UsageError('--fail-if-stale is not for --target aws', {
          advice: 'its alarms report charts that are not up to date',
        })
      }
      const { findTarget } = await import('./targets/targets.ts')
      await findTarget(target ?? 'here').status({ format, failIfStale }, command.optsWithGlobals())
    })
}
