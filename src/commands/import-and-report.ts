import type { App } from '../app.ts'
import { HitparadeError, WarehouseError } from '../domain/errors.ts'
import { parseRawKey } from '../domain/keys.ts'
import type { ImportSummary } from '../extract/import/import-files.ts'
import type { ImportedFile, ImportOptions, ImportOutcome } from '../extract/import/import-report.ts'
import type { Bucket } from '../storage/s3/foreign-bucket.ts'
import { formatCheckCounts, formatWarning } from '../terminal/format-checks.ts'
import { type Format, limitLines, pluralize, print, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import type { ResultRow } from '../warehouse/warehouse.ts'
import { printFileReports, printListens, toReportFields } from './print-import-report.ts'
import { printReport } from './print-report.ts'
import { printSplitNames } from './print-split-names.ts'

interface Request {
  paths: string[]
  options: ImportOptions
  bucket?: Bucket | undefined
  format?: Format | undefined
  /** What a command calls an outcome, in the rows and in the last line. */
  words?: Partial<Record<ImportOutcome, string>>
}

/** Stores, transforms and loads the files; prints a row for each, what was read of it, and what its issues failed. */
export async function importAndReport(
  app: App,
  { paths, options, bucket, format, words = {} }: Request,
): Promise<ImportSummary> {
  const { importFiles } = await import('../extract/import/import-files.ts')
  const { recordWeeklyCharts } = await import('../decisions/chart-decisions.ts')
  const { storeAndLoad } = await import('../pipeline.ts')
  const { printTerms } = await import('./source-terms.ts')
  const { stored: summary, report } = await withProgress(({ watch }) =>
    storeAndLoad(app, watch, (onStored) =>
      importFiles({
        paths,
        ...(bucket === undefined ? {} : { bucket }),
        raw: app.raw,
        curated: app.curated,
        config: app.config,
        options,
        now: app.now,
        importedDates: (source, chart) => listImportedDates(app, source, chart),
        onWeekly: (charts) => recordWeeklyCharts(app, charts),
        onRead: (path, done, total) => watch('import', done, total, path),
        onStored,
        on: ({ path }, done, total) => watch('import', done, total, path),
      }),
    ),
  )
  const toRow = (file: ImportedFile) => toImportRow(file, words)
  await print(
    { columns, rows: summary.files.map(toRow) },
    {
      format,
      spare: ['id', 'source', 'rejects', 'first_date'],
      json: summary.files.map((file) => ({ ...toRow(file), ...toReportFields(file) })),
    },
  )
  printFileReports(summary.files)
  printListens(summary.files)
  await printTerms(app, summary.files)
  if (summary.files.length > 0) printReport(app, report)
  await printFailedChecks(app, summary)
  await printSplitNames(app, summary.files)
  printCounts(summary, paths, words)
  return summary
}

/** Throws if a file was refused, after a line for each. */
export function failIfRefused({ files, refused }: ImportSummary): void {
  if (refused === 0) return
  for (const { path, outcome, reason } of files)
    if (outcome === 'refused') printNote(`refused: ${path}: ${reason}`)
  throw new HitparadeError('Failed', `${refused} of ${pluralize(files.length, 'file')} refused`)
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
  'id',
]

function toImportRow(
  { path, outcome, reason, key, source, charts, listens }: ImportedFile,
  words: NonNullable<Request['words']>,
): ResultRow {
  // All exports of plays become one chart, whose numbers are those of the first file.
  const sum = (of: 'issues' | 'entries' | 'rejects') =>
    listens !== undefined && charts.length === 0
      ? null
      : charts.reduce((total, chart) => total + chart[of], 0)
  return {
    path,
    outcome: words[outcome] ?? outcome,
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
    id: readId(key),
  }
}

/** What `hitparade purge` calls the import of a file: the id of its import, or of its only snapshot. */
function readId(key: string | null): string | null {
  const identity = key === null ? null : parseRawKey(key)
  if (identity === null) return null
  return 'import_id' in identity ? identity.import_id : identity.snapshot_id
}

function printCounts(summary: ImportSummary, paths: string[], words: NonNullable<Request['words']>): void {
  const { files, imported, incomplete, already, skipped, refused } = summary
  if (files.length === 0) {
    const verb = paths.length === 1 ? 'contains' : 'contain'
    throw new HitparadeError('Failed', `${paths.join(', ')} ${verb} no files`)
  }
  const counts = {
    [words.imported ?? 'imported']: imported,
    incomplete,
    [words.already ?? 'already stored']: already,
    [words.skipped ?? 'skipped']: skipped,
    refused,
  }
  const parts = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []))
  printNote(`${pluralize(files.length, 'file')}: ${parts.join(', ')}`)
  const isPaged = files.some(({ outcome, report }) => outcome === 'incomplete' && !report?.hides_songs)
  if (isPaged) printNote('an incomplete file is the first of several pages: it never counts as an issue')
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
