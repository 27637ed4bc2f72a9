import type { App } from '../app.ts'
import { UsageError } from '../domain/errors.ts'
import type { ImportSummary } from '../extract/import/import-files.ts'
import type { ImportOptions } from '../extract/import/import-report.ts'
import { type Format, pluralize, printNote } from '../terminal/print.ts'
import { failIfRefused, importAndReport } from './import-and-report.ts'
import { addReadingOptions, requireLocalPaths, toImportOptions } from './reading-options.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  addReadingOptions(empty)
    .option(
      '--reference-bucket <s3>',
      'import the responses in the bucket of another pipeline: s3://bucket, with raw_data/ in it',
    )
    .option(
      '--fetched-at <instant>',
      'when the files were fetched; the newest snapshot of a chart date is used',
    )
    .addHelpText(
      'after',
      examples(
        'import raw_data/processed',
        'import regional-global-daily-2020-10-20.csv',
        'import hot-100.csv.gz --identity text',
        'import my_spotify_data.zip --chart my-top-40 --time-zone Europe/Berlin',
        'import --reference-bucket s3://spotify-etl-project',
      ),
    )
    .action((paths, options, command) =>
      importPaths(paths, toImportOptions(options), command.optsWithGlobals()),
    )
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
  requireLocalPaths('import', paths)
  const { withApp } = await import('./with-app.ts')
  await withApp(globals, async (app) => {
    const bucket = referenceBucket === undefined ? undefined : await openReference(referenceBucket, app)
    const summary = await importAndReport(app, {
      paths,
      options: { ...options, fetched_at },
      bucket,
      format,
    })
    await noteUnused(app, summary)
    failIfRefused(summary)
  })
}

async function openReference(address: string, { config }: App) {
  if (!address.startsWith('s3://')) {
    throw new UsageError(
      `--reference-bucket: expected s3://bucket or s3://bucket/prefix, got ${JSON.stringify(address)}`,
    )
  }
  const { openBucket } = await import('../storage/s3/foreign-bucket.ts')
  return openBucket(address, config.s3)
}

/** Says how many issues of the imported files another snapshot of the same date replaces, and why. */
async function noteUnused({ local }: App, { files }: ImportSummary): Promise<void> {
  if (local === null) return
  const { isTooShort, listUnused } = await import('../decisions/unused-snapshots.ts')
  const unused = await listUnused(
    local,
    files.flatMap(({ key }) => (key === null ? [] : [key])),
  )
  const shorter = unused.filter(isTooShort).length
  const older = unused.length - shorter
  if (older > 0)
    printNote(
      `${pluralize(older, 'issue')} replaced by a newer snapshot of the same date; to change that, pass the time at which these files were fetched with --fetched-at`,
    )
  if (shorter > 0)
    printNote(
      `${pluralize(shorter, 'issue')} not used, because another snapshot of the same date has more than twice as many entries`,
    )
}
