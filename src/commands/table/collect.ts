import { type Command, Option } from 'commander'
import { examples, format, globals } from '../options.ts'

/** The commands that bring charts in and load them. */
export function addCollecting(program: Command): void {
  program
    .command('run')
    .description('extract all due charts, transform and load them')
    .option(
      '--source <name>',
      'only the charts of this source; a source without configuration brings its own',
    )
    .option('--chart <chart>', 'only this chart')
    .option('--date <date>', 'this chart date instead of the newest (YYYY-MM-DD)')
    .option('--again', 'ask even where the day is stored: a corrected chart replaces the issue')
    .option('--at <instant>', 'simulator: ask at this instant, e.g. 2026-11-21T12:00Z')
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'run',
        'run --source deezer',
        'run --chart global-top-100 --format json',
        'run --chart global-top-100 --date 2026-11-20 --again',
      ),
    )
    .action(async (options, command) => (await import('../run.ts')).run(options, globals(command)))

  program
    .command('backfill')
    .description('extract every day from one to another that is not there yet')
    .requiredOption('--from <date>', 'first chart date (YYYY-MM-DD)')
    .option('--to <date>', 'last chart date (default: the newest)')
    .option('--source <name>', 'only the charts of this source')
    .option('--chart <chart>', 'only this chart')
    .addHelpText(
      'after',
      examples(
        'backfill --from 2026-08-01',
        'backfill --from 2020-01-01 --to 2020-12-31 --chart brazil-top-50',
      ),
    )
    .action(async (options, command) => (await import('../run.ts')).backfill(options, globals(command)))

  program
    .command('import [paths...]')
    .description('bring in recorded answers, chart CSV and NDJSON files, plain or gzipped')
    .option(
      '--reference-bucket <s3>',
      "the answers in another pipeline's bucket: s3://bucket with raw_data/ in it",
    )
    .option('--source <name>', 'what the rows are called (default: what the format shows)')
    .option('--chart <chart>', 'the chart that the files hold (default: by their content and names)')
    .option('--date <date>', 'chart date of files that hold one issue')
    .option('--fetched-at <instant>', 'when the files were fetched: the newest snapshot of a day wins')
    .addOption(new Option('--cadence <cadence>', 'how often the chart appears').choices(['daily', 'weekly']))
    .addOption(
      new Option('--identity <identity>', 'text: song and artist text is the identity').choices([
        'id',
        'text',
      ]),
    )
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'import raw_data/processed',
        'import regional-global-daily-2020-10-20.csv',
        'import hot-100.csv.gz --identity text',
        'import --reference-bucket s3://spotify-etl-project',
      ),
    )
    .action(async (paths, options, command) =>
      (await import('../import.ts')).importPaths(paths, options, globals(command)),
    )

  program
    .command('pull [address]')
    .description("bring the curated files of a cloud's bucket here and load them, so that a laptop can ask")
    .addOption(
      new Option('--target <target>', 'instead of the address: what was deployed there').choices(['aws']),
    )
    .addHelpText(
      'after',
      examples(
        'pull --target aws',
        'pull s3://my-curated-bucket',
        'pull s3://bucket/prefix --data-dir cloud',
      ),
    )
    .action(async (address, options, command) =>
      (await import('../pull.ts')).pull(address, options, globals(command)),
    )

  program
    .command('reprocess')
    .description('transform stored raw objects again, e.g. those in failed/')
    .option('--failed', 'only those that could not be read')
    .option('--source <name>', 'only those of this source')
    .option('--chart <chart>', 'only those of this chart')
    .addOption(
      new Option('--target <target>', 'in the bucket that was deployed there, by its function').choices([
        'aws',
      ]),
    )
    .addHelpText(
      'after',
      examples('reprocess --failed', 'reprocess --source spotify', 'reprocess --target aws --failed'),
    )
    .action(async (options, command) =>
      (await import('../reprocess.ts')).reprocess(options, globals(command)),
    )

  program
    .command('load')
    .description('load curated files: what is new into DuckDB, what its pipes have missed into Snowflake')
    .option('--from <date>', 'Snowflake: files of chart dates from this one (YYYY-MM-DD)')
    .option('--to <date>', 'Snowflake: up to this one (default: the newest)')
    .option('--again', 'Snowflake: also what landing holds already, which changes no answer')
    .addOption(format())
    .addHelpText('after', examples('load', 'load --warehouse snowflake --from 2026-11-01'))
    .action(async (options, command) => (await import('../load.ts')).load(options, globals(command)))

  program
    .command('rebuild')
    .description('make the warehouse again from the curated files')
    .addHelpText('after', examples('rebuild'))
    .action(async (_options, command) => (await import('../reprocess.ts')).rebuild(globals(command)))
}
