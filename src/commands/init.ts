import { hasTerminal } from '../config/environment.ts'
import type { InitOptions } from './setup/collect-setup.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .option('--source <name>', 'where the charts come from')
    .option(
      '--chart <charts...>',
      'charts that the source offers, or <slug>=<playlist> for a playlist of your choice',
    )
    .option('--store <address>', 'a folder or s3://<bucket>/<prefix> (default: ./hitparade-data)')
    .option('--run-at <time>', 'when to fetch them, e.g. "06:30", or "5 12:00" for Fridays (default: 12:00)')
    .option(
      '--time-zone <zone>',
      'time zone of that time, e.g. Europe/Berlin (default: that of this machine)',
    )
    .option('--yes', 'take the default for every answer that no option gives')
    .addHelpText(
      'after',
      examples(
        'init',
        'init --source deezer --chart top-worldwide top-germany --run-at 06:30 --time-zone Europe/Berlin',
        'init --source spotify --chart office-50=https://open.spotify.com/playlist/0123456789ABCDEFabcdef --yes',
      ),
    )
    .action((options, command) => init(options, command.optsWithGlobals()))
}

/** Writes the configuration, checks it with `doctor` and names the next command. Throws if `doctor` finds something. */
async function init(options: InitOptions, globals: GlobalOptions): Promise<void> {
  const { planConfigFile, writeConfigFile } = await import('./setup/write-config-file.ts')
  const { collectSetup } = await import('./setup/collect-setup.ts')
  const { loadCommandConfig } = await import('./with-app.ts')
  const { printChecks } = await import('./doctor.ts')
  const { findTarget } = await import('./targets/targets.ts')
  const { printNote } = await import('../terminal/print.ts')
  const planned = planConfigFile(globals)
  if (planned.hidden !== null) printNote(`here it will replace ${planned.hidden}`)
  const setup = await collectSetup(options, options.yes === true ? null : await openAsker())
  await writeConfigFile(planned.file, setup)
  printNote(`wrote ${planned.file}`)
  const written = { ...globals, config: planned.file }
  loadCommandConfig(written)
  await printChecks(findTarget('here'), {}, written)
  printNote('next: fetch the charts with `hitparade run`, and every later issue with `hitparade schedule`')
}

/** Null without a terminal. Questions are printed to stderr, as every text for people. */
async function openAsker() {
  if (!hasTerminal()) return null
  const { askInTerminal } = await import('./setup/terminal-dialogue.ts')
  return askInTerminal({ input: process.stdin, output: process.stderr })
}
