import type { App } from '../app.ts'
import { HitparadeError, UsageError, WarehouseError } from '../domain/errors.ts'
import type { ImportSummary } from '../extract/import/import-files.ts'
import type { ImportedFile, ImportOptions } from '../extract/import/import-report.ts'
import { formatCheckCounts, formatWarning } from '../terminal/format-checks.ts'
import { type Format, limitLines, pluralize, print, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'
import type { ResultRow } from '../warehouse/warehouse.ts'
import { printFileReports, toReportFields } from './print-import-report.ts'
import { printReport } from './print-report.ts'
import { printSplitNames } from './print-split-names.ts'
import {
  choiceOption,
  type EmptyCommand,
  examples,
  formatOption,
  type GlobalOptions,
} from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('[paths...]')
    .option(
      '--reference-bucket <s3>',
      'import the responses in the bucket of another pipeline: s3://bucket, with raw_data/ in it',
    )
    .option('--source <name>', 'source name of the rows (default: detected from the format)')
    .option('--chart <chart>', 'chart of the files (default: detected from their content and names)')
    .option('--date <date>', 'chart date (YYYY-MM-DD) of files with a single issue')
    .option(
      '--fetched-at <instant>',
      'when the files were fetched; the newest snapshot of a chart date is used',
    )
    .addOption(choiceOption('--cadence <cadence>', 'how often the chart is published', ['daily', 'weekly']))
    .addOption(
      choiceOption('--identity <identity>', 'how songs are identified: by id or by song and artist text', [
        'id',
        'text',
      ]),
    )
    .option(
      '--columns <list>',
      'columns of a table that are not recognized, as meaning=column: position=Place,song=Titel',
    )
    .addOption(
      choiceOption('--positions <positions>', 'take the order of the rows, e.g. of a playlist export', [
        'order',
      ]),
    )
    .addOption(
      choiceOption('--dates <order>', 'what is first in dates such as 1/3/2026: the day or the month', [
        'dmy',
        'mdy',
      ]),
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'import raw_data/processed',
        'import regional-global-daily-2020-10-20.csv',
        'import hot-100.csv.gz --identity text',
        'import --reference-bucket s3://spotify-etl-project',
      ),
    )
    .action((paths, options, command) => importPaths(paths, options, command.optsWithGlobals()))
}

interface Options extends Omit<ImportOptions, 'fetched_at'> {
  fetchedAt?: string | undefined
  referenceBucket?: string | undefined
  format?: Format | undefined
}

/** Stores, transforms and loads the files, and prints a row for each. Throws if a file was refused. */
async function importPaths(
  paths: string[],
  { fetchedAt: fetched_at, referenceBucket, format, ...options }: Options,
  globals: GlobalOptions,
): Promise<void> {
  if (paths.length === 0 && referenceBucket === undefined) {
    throw new UsageError('expected files, folders or --reference-bucket')
  }
  if (paths.some((path) => path.startsWith('s3://'))) {
    throw new UsageError('import reads local files', { advice: 'for a bucket use --reference-bucket' })
  }
  const { withApp } = await import('./with-app.ts')
  const { importFiles } = await import('../extract/import/import-files.ts')
  const { recordWeeklyCharts } = await import('../decisions/chart-decisions.ts')
  const { transformAndLoad } = await import('../pipeline.ts')
  const { printTerms } = await import('./source-terms.ts')
  await withApp(globals, async (app) => {
    const bucket = referenceBucket === undefined ? {} : await openReference(referenceBucket, app)
    const { summary, report } = await withProgress(async ({ watch }) => ({
      summary: await importFiles({
        paths,
        ...bucket,
        raw: app.raw,
        curated: app.curated,
        config: app.config,
        options: { ...options, fetched_at },
        now: app.now,
        importedDates: (source, chart) => listImportedDates(app, source, chart),
        onWeekly: (charts) => recordWeeklyCharts(app, charts),
        on: ({ path }, done, total) => watch('import', done, total, path),
      }),
      report: await transformAndLoad(app, watch),
    }))
    await print(
      { columns, rows: summary.files.map(toImportRow) },
      {
        format,
        spare: ['source', 'rejects', 'first_date'],
        json: summary.files.map((file) => ({ ...toImportRow(file), ...toReportFields(file) })),
      },
    )
    printFileReports(summary.files)
    await printTerms(app, summary.files)
    if (summary.files.length > 0) printReport(app, report)
    await printFailedChecks(app, summary)
    await printSplitNames(app, summary.files)
    printSummary(summary, paths, await countLostIssues(app, summary))
  })
}

/** A warehouse that cannot be read now is rebuilt by the load after the import. */
async function listImportedDates(app: App, source: string, chart: string): Promise<string[]> {
  try {
    return await app.importedDates(source, chart)
  } catch (error) {
    if (error instanceof WarehouseError) return []
    throw error
  }
}

async function openReference(address: string, { config }: App) {
  if (!address.startsWith('s3://')) {
    throw new UsageError(
      `--reference-bucket: expected s3://bucket or s3://bucket/prefix, got ${JSON.stringify(address)}`,
    )
  }
  const { openBucket } = await import('../storage/s3/foreign-bucket.ts')
  return { bucket: openBucket(address, config.s3) }
}

const columns = [
  'path',
  'outcome',
  'reason',
  'source',
  'charts',
  'first_date',
  'last_date',
  'issues',
  'entries',
  'rejects',
]

function toImportRow({ path, outcome, reason, source, charts }: ImportedFile): ResultRow {
  const sum = (of: 'issues' | 'entries' | 'rejects') => charts.reduce((total, chart) => total + chart[of], 0)
  return {
    path,
    outcome,
    reason,
    source,
    charts: charts.map(({ chart }) => chart).join(', ') || null,
    first_date: charts.map(({ first_date }) => first_date).sort()[0] ?? null,
    last_date:
      charts
        .map(({ last_date }) => last_date)
        .sort()
        .at(-1) ?? null,
    issues: sum('issues'),
    entries: sum('entries'),
    rejects: sum('rejects'),
  }
}

function printSummary(summary: ImportSummary, paths: string[], lost: number): void {
  const { files, imported, incomplete, already, refused } = summary
  if (files.length === 0) {
    const verb = paths.length === 1 ? 'contains' : 'contain'
    throw new HitparadeError('Failed', `${paths.join(', ')} ${verb} no files`)
  }
  const counts = { imported, incomplete, 'already stored': already, refused }
  const parts = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []))
  printNote(`${pluralize(files.length, 'file')}: ${parts.join(', ')}`)
  const isPaged = files.some(({ outcome, report }) => outcome === 'incomplete' && !report?.hides_songs)
  if (isPaged)
    printNote('an incomplete file is the first of several pages: it is stored, but never counts as an issue')
  if (lost > 0) {
    printNote(
      `${pluralize(lost, 'issue')} replaced by a newer snapshot of the same date; to change that, pass the time at which these files were fetched with --fetched-at`,
    )
  }
  if (refused > 0) {
    for (const { path, reason } of files) if (reason !== null) printNote(`refused: ${path}: ${reason}`)
    throw new HitparadeError('Failed', `${refused} of ${pluralize(files.length, 'file')} refused`)
  }
}

const seeStatus = ', see `hitparade status --format json`'

/** Prints what the issues of the imported files failed. */
async function printFailedChecks({ local }: App, { files }: ImportSummary): Promise<void> {
  if (local === null) return
  const { countChecks } = await import('../decisions/check-counts.ts')
  const { listWarnings } = await import('../decisions/list-warnings.ts')
  const keys = files.flatMap(({ key }) => (key === null ? [] : [key]))
  const counts = formatCheckCounts(await countChecks(local, keys))
  if (counts !== null) printNote(`checks of the imported issues: ${counts}`)
  for (const line of limitLines((await listWarnings(local, keys)).map(formatWarning), seeStatus))
    printNote(line)
}

/** The complete issues of the imported files that another snapshot of the same chart date replaces. */
async function countLostIssues({ local }: App, { files }: ImportSummary): Promise<number> {
  const keys = files.flatMap(({ key }) => (key === null ? [] : [quoteLiteral(key)]))
  if (keys.length === 0 || local === null) return 0
  const { rows } = await local.query(`
    select count(*) as lost
    from core.snapshots as snapshots
    inner join core.issues as issues
      on snapshots.source = issues.source and snapshots.chart = issues.chart
        and snapshots.chart_date = issues.chart_date
    where snapshots.raw_key in (${keys.join(', ')}) and snapshots.snapshot_id <> issues.snapshot_id`)
  return Number(rows[0]?.lost)
}
