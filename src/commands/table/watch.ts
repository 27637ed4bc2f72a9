import type { Command } from 'commander'
import { deployed, examples, format, globals } from '../options.ts'

/** The commands that say how things stand, and let people decide. */
export function addWatching(program: Command): void {
  program
    .command('approve <chart> <date>')
    .description('publish a snapshot although it fails a check; `status` lists those that are withheld')
    .option('--snapshot <id>', 'this one (default: the best of the date)')
    .addHelpText('after', examples('approve spotify/office-friday-50 2026-11-20'))
    .action(async (chart, date, options, command) =>
      (await import('../approve.ts')).approveSnapshot(chart, date, options, globals(command)),
    )

  program
    .command('status')
    .description('last run, backlog, newest issue of each chart, rejects, what the checks say')
    .addOption(deployed())
    .addOption(format())
    .addHelpText(
      'after',
      examples('status', 'status --format json', 'status --target aws', 'status --target snowflake'),
    )
    .action(async (options, command) => {
      if (options.target === 'aws')
        await (await import('../targets/status-aws.ts')).statusAws(options, globals(command))
      else await (await import('../status.ts')).status(options, globals(command))
    })

  program
    .command('doctor')
    .description('what has to be repaired, here or in the cloud, and how; exit code 1 if there is anything')
    .addOption(deployed())
    .option('--policy', 'with --target: print the IAM policy that status, doctor and pull need')
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'doctor',
        'doctor --target aws',
        'doctor --target aws --policy > policy.json',
        'doctor --target snowflake',
      ),
    )
    .action(async (options, command) => (await import('../doctor.ts')).doctor(options, globals(command)))
}
