import type { App } from '../app.ts'
import type { Exported, ExportJob } from '../export/write-export.ts'
import { pluralize, print, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import type { ExportOptions } from './export-content.ts'
import { choiceOption, type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('[parameters...]')
    .allowUnknownOption()
    .option('--insight <name>', 'export the rows of this insight; its parameters become options')
    .option('--chart <chart>', 'only this chart, slug or source/slug')
    .option('--from <date>', 'first chart date (YYYY-MM-DD)')
    .option('--to <date>', 'last chart date (YYYY-MM-DD)')
    .option(
      '-o, --out <path>',
      'file, folder or s3://bucket/prefix (default: hitparade-export, or the name of the insight)',
    )
    .addOption(
      choiceOption(
        '--format <format>',
        'file format (default: that of the --out extension, else parquet for the tables and xlsx for an insight)',
        ['parquet', 'csv', 'xlsx', 'duckdb'],
      ),
    )
    .addOption(
      choiceOption(
        '--connection <tool>',
        'write no data, only a connection file (.tds or .pbids) for the tables in Snowflake',
        ['tableau', 'powerbi'],
      ),
    )
    .option('--force', 'overwrite existing files')
    .addHelpText(
      'after',
      examples(
        'export',
        'export --out charts.xlsx --chart brazil-top-50 --from 2026-11-01',
        'export --out charts.duckdb',
        'export --format csv --out for-tableau',
        'export --insight climbers --limit 50',
        'export --insight top_artists --from 2026-01-01 --credit fractional --out artists.csv',
        'export --out s3://my-bucket/charts',
        'export --connection tableau',
      ),
    )
    .action((argv, options, command) => exportFiles(argv, options, command.optsWithGlobals()))
}

async function exportFiles(argv: string[], options: ExportOptions, globals: GlobalOptions): Promise<void> {
  if (options.connection !== undefined) {
    const { exportConnection } = await import('./export-connection.ts')
    return exportConnection(argv, { ...options, connection: options.connection }, globals)
  }
  const { withWarehouse } = await import('./with-app.ts')
  const { readExportRequest, selectContent } = await import('./export-content.ts')
  const { noteCoverage } = await import('../insights/insight-coverage.ts')
  const request = readExportRequest(argv, options)
  await withWarehouse(globals, async (app) => {
    const { job, notes, ...coverages } = await selectContent(app, request)
    const write = await openWriter(request.address, app)
    const { files, formulas } = await withProgress(({ show }) =>
      write({
        ...job,
        format: request.format,
        out: request.out,
        force: options.force === true,
        onRows: (table, rows) => show(`exporting: ${table}, ${pluralize(rows, 'row')}`),
      }),
    )
    await print({ columns: ['file', 'rows', 'bytes'], rows: files })
    for (const note of [...notes, ...noteCoverage(coverages)]) printNote(note)
    if (formulas > 0) {
      printNote(
        `${pluralize(formulas, 'text')} would be a formula in a spreadsheet that opens the CSV; to open it in one, use --format xlsx`,
      )
    }
  })
}

/** Writes to the path, or below the `s3://` address. */
async function openWriter(
  address: string | null,
  { config }: App,
): Promise<(job: ExportJob) => Promise<Exported>> {
  if (address === null) return (await import('../export/write-export.ts')).writeExport
  const { openStore } = await import('../storage/open-store.ts')
  const { writeExportToStore } = await import('../export/export-to-store.ts')
  const store = await openStore(address, config.s3)
  return (job) => writeExportToStore({ ...job, store })
}
