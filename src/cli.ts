#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander'
import { HitparadeError } from './errors.ts'
import { version } from './version.ts'

/** What every command takes. */
export interface GlobalOptions {
  dataDir?: string
  config?: string
  warehouse?: string
}

const formats = ['table', 'json', 'ndjson', 'csv'] as const
const format = () =>
  new Option('--format <format>', 'how to print: a table on a terminal, else ndjson').choices([...formats])

const target = () =>
  new Option('--target <target>', 'only this one (default: both)').choices(['aws', 'snowflake'])

const deployed = () =>
  new Option('--target <target>', 'what was deployed there (default: what lies here)').choices([
    'aws',
    'snowflake',
  ])

/** The table of commands: what each takes, and the module that does it, loaded only when it is chosen. */
function commandLine(): Command {
  const program = new Command('hitparade')
    .description(
      'keeps music charts: extracts them, keeps every raw answer, and answers questions about them',
    )
    .option('--data-dir <folder>', 'where everything lies (default: ./hitparade-data)')
    .option('--config <file>', 'configuration (default: ./hitparade.jsonc, where there is one)')
    .addOption(
      new Option('--warehouse <name>', 'where questions are asked (default: duckdb)').choices([
        'duckdb',
        'snowflake',
      ]),
    )
    .version(version, '-V, --version')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      examples('demo', 'run --source deezer', 'insights', 'insights climbers --help', 'status'),
    )

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
    .action(async (options, command) => (await import('./cli/run.ts')).run(options, globals(command)))

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
    .action(async (options, command) => (await import('./cli/run.ts')).backfill(options, globals(command)))

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
      (await import('./cli/import.ts')).importPaths(paths, options, globals(command)),
    )

  program
    .command('pull <address>')
    .description("bring the curated files of a cloud's bucket here and load them, so that a laptop can ask")
    .addHelpText('after', examples('pull s3://my-curated-bucket', 'pull s3://bucket/prefix --data-dir cloud'))
    .action(async (address, _options, command) =>
      (await import('./cli/pull.ts')).pull(address, globals(command)),
    )

  program
    .command('reprocess')
    .description('transform stored raw objects again, e.g. those in failed/')
    .option('--failed', 'only those that could not be read')
    .option('--source <name>', 'only those of this source')
    .option('--chart <chart>', 'only those of this chart')
    .addHelpText('after', examples('reprocess --failed', 'reprocess --source spotify'))
    .action(async (options, command) =>
      (await import('./cli/reprocess.ts')).reprocess(options, globals(command)),
    )

  program
    .command('load')
    .description('load curated files: what is new into DuckDB, what its pipes have missed into Snowflake')
    .option('--from <date>', 'Snowflake: files of chart dates from this one (YYYY-MM-DD)')
    .option('--to <date>', 'Snowflake: up to this one (default: the newest)')
    .option('--again', 'Snowflake: also what landing holds already, which changes no answer')
    .addOption(format())
    .addHelpText('after', examples('load', 'load --warehouse snowflake --from 2026-11-01'))
    .action(async (options, command) => (await import('./cli/load.ts')).load(options, globals(command)))

  program
    .command('rebuild')
    .description('make the warehouse again from the curated files')
    .addHelpText('after', examples('rebuild'))
    .action(async (_options, command) => (await import('./cli/reprocess.ts')).rebuild(globals(command)))

  program
    .command('insights [name] [parameters...]')
    .description('answer a question; without a name list all questions')
    .allowUnknownOption()
    // The help of a named insight is made from its own header.
    .helpOption(false)
    .addOption(format())
    .option('-h, --help', 'display help; after a name, its parameters and columns')
    .addHelpText(
      'after',
      examples(
        'insights',
        'insights climbers --help',
        'insights chart',
        'insights climbers --chart brazil-top-50 --limit 5',
        'insights top_artists --credit fractional --format csv',
      ),
    )
    .action(async (name, parameters, options, command) => {
      if (options.help && name === undefined) command.help()
      await (await import('./cli/insights.ts')).insights(name, parameters, options, globals(command))
    })

  program
    .command('explain <insight> [parameters...]')
    .description('follow an answer back to entries, curated files and raw answers, and check their hashes')
    .allowUnknownOption()
    .option('--row <n>', 'only this row of the answer, from 1')
    .option('--issues <n>', 'how many issues are listed, the newest first', '10')
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'explain chart --row 3',
        'explain top_artists --from 2026-11-01 --row 1 --format json',
        'explain turnover --song "blinding lights"',
      ),
    )
    .action(async (insight, parameters, options, command) =>
      (await import('./cli/explain.ts')).explainAnswer(insight, parameters, options, globals(command)),
    )

  program
    .command('sql <query>')
    .description('run one read-only query on the tables of landing and core')
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'sql "select count(*) as entries from core.chart_history"',
        'sql "select * from core.issues" --format csv > issues.csv',
      ),
    )
    .action(async (query, options, command) =>
      (await import('./cli/sql.ts')).sql(query, options, globals(command)),
    )

  program
    .command('find <text>')
    .description('find songs and artists by any part of their name')
    .addOption(format())
    .addHelpText('after', examples('find "blinding lights"'))
    .action(async (text, options, command) =>
      (await import('./cli/find.ts')).find(text, options, globals(command)),
    )

  program
    .command('describe [name]')
    .description('columns, meanings and units of a table or an insight')
    .addOption(format())
    .addHelpText('after', examples('describe', 'describe chart_history', 'describe top_artists'))
    .action(async (name, options, command) =>
      (await import('./cli/describe.ts')).describe(name, options, globals(command)),
    )

  program
    .command('approve <chart> <date>')
    .description('publish a snapshot although it fails a check; `status` lists those that are withheld')
    .option('--snapshot <id>', 'this one (default: the best of the date)')
    .addHelpText('after', examples('approve spotify/office-friday-50 2026-11-20'))
    .action(async (chart, date, options, command) =>
      (await import('./cli/approve.ts')).approveSnapshot(chart, date, options, globals(command)),
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
        await (await import('./cli/status-aws.ts')).statusAws(options, globals(command))
      else await (await import('./cli/status.ts')).status(options, globals(command))
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
    .action(async (options, command) => (await import('./cli/doctor.ts')).doctor(options, globals(command)))

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
    .action(async (options, command) => (await import('./cli/deploy.ts')).deploy(options, globals(command)))

  program
    .command('destroy')
    .description('take down what deploy made; what is stored stays unless told otherwise')
    .addOption(target())
    .option('--yes', 'do not ask')
    .option('--with-data', 'delete the stored charts as well, raw and curated')
    .addHelpText('after', examples('destroy --target snowflake', 'destroy --target aws --with-data --yes'))
    .action(async (options, command) => (await import('./cli/deploy.ts')).destroy(options, globals(command)))

  program
    .command('credentials')
    .description('the secrets of sources in the cloud')
    .command('put <source>')
    .description('put those of a source, out of the environment, where the extract function reads them')
    .addHelpText('after', examples('credentials put spotify'))
    .action(async (source, _options, command) =>
      (await import('./cli/credentials.ts')).put(source, globals(command)),
    )

  program
    .command('simulate')
    .description('serve the local Spotify Web API with an invented world of charts')
    .option('--port <port>', 'port on 127.0.0.1 (default: a free one)')
    .option('--seed <seed>', 'another world')
    .addHelpText('after', examples('simulate --port 8080'))
    .action(async (options) => (await import('./cli/simulate.ts')).simulate(options))

  program
    .command('demo')
    .description('fill 90 days of invented charts and show the newest')
    .addHelpText('after', examples('demo'))
    .action(async (_options, command) => (await import('./cli/demo.ts')).demo(globals(command)))

  return program
}

/** Name and arguments; that there are options need not be said of each. */
function termOf(command: Command): string {
  const parts = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`
    return argument.required ? `<${name}>` : `[${name}]`
  })
  return [command.name(), ...parts].join(' ')
}

function globals(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>()
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ hitparade ${line}`).join('\n')}\n`
}

/** Exit codes: 0 done, 1 asked rightly and failed, 2 asked wrongly, 3 (deploy) an administrator's turn. */
async function main() {
  // A reader that has seen enough (`| head`) closes the pipe: that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  try {
    const program = commandLine()
    if (process.argv.length <= 2) program.help()
    await program.parseAsync()
  } catch (error) {
    process.exitCode = exitCodeOf(error)
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof HitparadeError) {
    process.stderr.write(`error: ${error.message}\n`)
    return error.exitCode
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`error: this should not have happened, please report it\n${text}\n`)
  return 1
}

await main()
