import { choiceOption, type EmptyCommand, examples, formatOption } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .addOption(
      choiceOption('--target <target>', 'show this deployment (default: this machine)', ['aws', 'snowflake']),
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples('status', 'status --format json', 'status --target aws', 'status --target snowflake'),
    )
    .action(async ({ target, format }, command) => {
      const { findTarget } = await import('./targets/targets.ts')
      await findTarget(target ?? 'here').status({ format }, command.optsWithGlobals())
    })
}
