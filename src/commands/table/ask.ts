import { type Command, Option } from 'commander'
import { examples, format, globals } from '../options.ts'

/** The commands that answer. */
export function addAsking(program: Command): void {
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
      await (await import('../insights.ts')).insights(name, parameters, options, globals(command))
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
      (await import('../explain.ts')).explainAnswer(insight, parameters, options, globals(command)),
    )

  program
    .command('sql <query>')
    .description('run one read-only query on the tables of landing, core and bi')
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'sql "select count(*) as entries from core.chart_history"',
        'sql "select * from core.issues" --format csv > issues.csv',
      ),
    )
    .action(async (query, options, command) =>
      (await import('../sql.ts')).sql(query, options, globals(command)),
    )

  program
    .command('export [parameters...]')
    .description('write the tables for BI tools, or one insight, as Parquet, CSV, Excel or DuckDB files')
    .allowUnknownOption()
    .option('--insight <name>', 'the rows of this insight, with its own parameters; without: all tables')
    .option('--chart <chart>', 'only this chart, slug or source/slug')
    .option('--from <date>', 'first chart date (YYYY-MM-DD)')
    .option('--to <date>', 'last chart date')
    .option('-o, --out <path>', 'file or folder (default: hitparade-export, or named for the insight)')
    .addOption(
      new Option(
        '--format <format>',
        'of the files (default: by the ending of --out, else parquet for the tables and xlsx for an insight)',
      ).choices(['parquet', 'csv', 'xlsx', 'duckdb']),
    )
    .addOption(
      new Option(
        '--connection <tool>',
        'no data, but what opens the tables in Snowflake: a .tds or .pbids file',
      ).choices(['tableau', 'powerbi']),
    )
    .option('--force', 'replace what is there')
    .addHelpText(
      'after',
      examples(
        'export',
        'export --out charts.xlsx --chart brazil-top-50 --from 2026-11-01',
        'export --out charts.duckdb',
        'export --format csv --out for-tableau',
        'export --insight climbers --limit 50',
        'export --insight top_artists --from 2026-01-01 --credit fractional --out artists.csv',
        'export --connection tableau',
      ),
    )
    .action(async (parameters, options, command) =>
      (await import('../export.ts')).exportFiles(parameters, options, globals(command)),
    )

  program
    .command('find <text>')
    .description('find songs and artists by any part of their name')
    .addOption(format())
    .addHelpText('after', examples('find "blinding lights"'))
    .action(async (text, options, command) =>
      (await import('../find.ts')).find(text, options, globals(command)),
    )

  program
    .command('describe [name]')
    .description('columns, meanings and units of a table or an insight')
    .addOption(format())
    .addHelpText('after', examples('describe', 'describe chart_history', 'describe top_artists'))
    .action(async (name, options, command) =>
      (await import('../describe.ts')).describe(name, options, globals(command)),
    )
}
