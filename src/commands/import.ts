import type { App } from '../app.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { type ImportSummary, importFiles } from '../extract/import/import-files.ts'
import type { ImportedFile, ImportOptions } from '../extract/import/import-report.ts'
import { transformAndLoad } from '../pipeline.ts'
import { type Format, pluralize, print, printNote } from '../terminal/print.ts'
import { progress } from '../terminal/progress.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'
import type { ResultRow } from '../warehouse/warehouse.ts'
import type { GlobalOptions } from './options.ts'
import { printReport } from './print-report.ts'
import { printTerms } from './source-terms.ts'
import { withApp } from './with-app.ts'

interface Options extends Omit<ImportOptions, 'fetched_at'> {
  fetchedAt?: string
  referenceBucket?: string
  format?: Format
}

/** `hitparade import`: stores the files, goes the rest of the way and prints a row for each. Throws where one was refused. */
export async function importPaths(
  paths: string[],
  { fetchedAt: fetched_at, referenceBucket, format, ...options }: Options,
  globals: GlobalOptions,
): Promise<void> {
  if (paths.length === 0 && referenceBucket === undefined) {
    throw new UsageError('expected files, folders or --reference-bucket, got none of them')
  }
  await withApp(globals, async (app) => {
    const { watch, end } = progress()
    const bucket = referenceBucket === undefined ? {} : await reference(referenceBucket, app)
    const summary = await importFiles({
      paths,
      ...bucket,
      raw: app.raw,
      config: app.config,
      options: { ...options, fetched_at },
      on: ({ path }, done, total) => watch('import', done, total, path),
    })
    const report = await transformAndLoad(app, watch)
    end()
    await print(
      { columns, rows: summary.files.map(toImportRow) },
      { format, spare: ['source', 'rejects', 'first_date'] },
    )
    await printTerms(app, summary.files)
    if (summary.files.length > 0) printReport(app, report)
    saySummary(summary, await lostIssues(app, summary))
  })
}

async function reference(address: string, { config }: App) {
  if (!address.startsWith('s3://')) {
    throw new UsageError(
      `--reference-bucket: expected s3://bucket or s3://bucket/prefix, got ${JSON.stringify(address)}`,
    )
  }
  // The SDK is large: who imports files does not wait for it.
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

function saySummary(summary: ImportSummary, lost: number): void {
  const { files, imported, incomplete, already, refused } = summary
  const counts = { imported, incomplete, 'there already': already, refused }
  const words = Object.entries(counts).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []))
  if (files.length === 0) throw new HitparadeError('Failed', 'there is no file to import')
  printNote(`${pluralize(files.length, 'file')}: ${words.join(', ')}`)
  if (incomplete > 0)
    printNote('an incomplete file is the first page of more: it is kept, but never counts as an issue')
  if (lost > 0) {
    printNote(
      `${pluralize(lost, 'issue')} lost to a newer snapshot of the same day; say when these were fetched with --fetched-at to change that`,
    )
  }
  if (refused > 0) {
    for (const { path, reason } of files) if (reason !== null) printNote(`refused: ${path}: ${reason}`)
    throw new HitparadeError('Failed', `${refused} of ${pluralize(files.length, 'file')} refused`)
  }
}

/** Whole issues of the imported files that another snapshot of the same chart date wins over. */
async function lostIssues({ local }: App, { files }: ImportSummary): Promise<number> {
  const keys = files.flatMap(({ key }) => (key === null ? [] : [quoteLiteral(key)]))
  if (keys.length === 0 || local === null) return 0
  const { rows } = await local.query(`
    select count(*) as lost
    from core.snapshots as s
    inner join core.issues as i
      on s.source = i.source and s.chart = i.chart and s.chart_date = i.chart_date
    where s.raw_key in (${keys.join(', ')}) and s.snapshot_id <> i.snapshot_id`)
  return Number(rows[0]?.lost)
}
