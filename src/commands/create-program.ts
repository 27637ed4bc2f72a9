import { Command, Option } from 'commander'
import { formatErrorWord } from '../terminal/colour.ts'
import { version } from '../version.ts'
import { type EmptyCommand, examples } from './shared-options.ts'

type CommandFile = {
  defineCommand(empty: EmptyCommand, define: (command: Command) => Promise<void>): unknown
}

/** The commands in the order of the help text. A file has the arguments, options, examples and action of a command. */
const commands: [name: string, description: string, load: () => Promise<CommandFile>][] = [
  [
    'init',
    'write a configuration: choose a source, its charts, where to store them and when to fetch them',
    () => import('./init.ts'),
  ],
  ['run', 'extract all due charts, transform and load them', () => import('./run.ts')],
  [
    'schedule',
    'stay and run each chart at its times, with what was missed and with retries; or install that as a service',
    () => import('./schedule.ts'),
  ],
  ['backfill', 'extract all missing chart dates of a period', () => import('./backfill.ts')],
  [
    'import',
    'import charts from files, and exports of your own listening, plain or packed',
    () => import('./import.ts'),
  ],
  [
    'check',
    'show what an import of the files would read, and every check, without storing anything',
    () => import('./check.ts'),
  ],
  ['pull', 'copy new curated files from a bucket to this machine and load them', () => import('./pull.ts')],
  [
    'push',
    'copy raw objects of this machine to the deployed bucket, which then transforms them',
    () => import('./push.ts'),
  ],
  [
    'reprocess',
    'transform stored raw objects again, e.g. those in failed/, and load them',
    () => import('./reprocess.ts'),
  ],
  [
    'load',
    'load new curated files into DuckDB, or files that the pipes missed into Snowflake',
    () => import('./load.ts'),
  ],
  ['rebuild', 'rebuild the warehouse from the curated files', () => import('./rebuild.ts')],
  [
    'insights',
    'answer a question; without a name, list all questions by subject',
    () => import('./insights.ts'),
  ],
  [
    'explain',
    'trace an answer back to entries, curated files and raw responses, and verify their hashes',
    () => import('./explain.ts'),
  ],
  ['sql', 'run read-only queries on the tables of landing, core and bi', () => import('./sql.ts')],
  [
    'export',
    'write the tables for BI tools, or one insight, as Parquet, CSV, Excel or DuckDB files',
    () => import('./export.ts'),
  ],
  ['serve', 'serve the charts as pages on this machine', () => import('./serve.ts')],
  ['build', 'write the same pages as a static site into a folder', () => import('./build.ts')],
  ['find', 'find songs and artists by any part of the name', () => import('./find.ts')],
  [
    'describe',
    'show columns, meanings and units of a table or an insight; without a name, list all',
    () => import('./describe.ts'),
  ],
  [
    'approve',
    'publish a snapshot that a check withholds; `hitparade status` lists them',
    () => import('./approve.ts'),
  ],
  ['join', 'decide that two song ids are one recording, and show the evidence', () => import('./join.ts')],
  ['split', 'decide that two song ids are two recordings, and show the evidence', () => import('./split.ts')],
  [
    'status',
    'show the last run, pending work, the newest issue of each chart, and the results of the checks',
    () => import('./status.ts'),
  ],
  [
    'doctor',
    'list what needs repair and how to repair it; exit code 1 if there is anything',
    () => import('./doctor.ts'),
  ],
  [
    'purge',
    'delete all that is stored of a source, a chart or an import, so that no command brings it back',
    () => import('./purge.ts'),
  ],
  ['deploy', 'create or update the pipeline in the cloud', () => import('./deploy.ts')],
  [
    'destroy',
    'delete what deploy created; stored charts are kept unless --with-data is given',
    () => import('./destroy.ts'),
  ],
  ['auth', 'sign in to a source whose playlists only a user can read', () => import('./auth.ts')],
  ['credentials', 'manage the credentials of sources in the cloud', () => import('./credentials.ts')],
  ['simulate', 'serve a local Spotify Web API with invented charts', () => import('./simulate.ts')],
  [
    'completion',
    'print a script that completes commands in bash, zsh or fish',
    () => import('./completion.ts'),
  ],
  ['demo', 'load 90 days of invented charts and show the newest', () => import('./demo.ts')],
]

/**
 * The command line of hitparade. The file of a command is loaded when the command is chosen, so that the start is fast.
 * Parsing throws a `CommanderError` after help and after a usage error.
 */
export function createProgram(): Command {
  const program = new Command('hitparade')
    .description(
      'Extracts music charts, stores every raw response, loads a chart warehouse and answers questions about it.',
    )
    .option('--data-dir <folder>', 'data directory (default: ./hitparade-data)')
    .option(
      '--config <file>',
      'configuration file (default: the nearest hitparade.jsonc, here or in a folder above)',
    )
    .addOption(
      new Option('--warehouse <name>', 'warehouse to query (default: duckdb)').choices([
        'duckdb',
        'snowflake',
      ]),
    )
    .version(version, '-V, --version')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, formatErrorWord())) })
    .exitOverride()
    .addHelpText(
      'after',
      examples('demo', 'init', 'run --source deezer', 'insights', 'insights climbers --help', 'status'),
    )
    .addHelpText('after', exitCodes)
  for (const [name, description] of commands) program.command(name).description(description)
  const define = async (chosen: Command) => {
    const load = commands.find(([name]) => name === chosen.name())?.[2]
    const empty: unknown = chosen
    if (load !== undefined) (await load()).defineCommand(empty as EmptyCommand, define)
  }
  program.hook('preSubcommand', (_, chosen) => define(chosen))
  // Commander's own `help` would show the command without its file.
  program
    .helpCommand(false)
    .command('help [command]')
    .description('display help for command')
    .action(async (name?: string) => {
      if (name === undefined) return program.help()
      const isKnown = commands.some(([known]) => known === name)
      await program.parseAsync(isKnown ? [name, '--help'] : [name], { from: 'user' })
    })
  return program
}

const exitCodes = 'Exit codes: 0 success, 1 failure, 2 usage error, 3 administrator action required (deploy)'
