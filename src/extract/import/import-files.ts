import type { Config } from '../../config/config.ts'
import { parseChartDate, parseInstant } from '../../domain/calendar.ts'
import { getMessage, HitparadeError, UnreadableError, UsageError } from '../../domain/errors.ts'
import { isMachineError, isTooLong } from '../../domain/machine-errors.ts'
import { isSlug } from '../../domain/text/slug.ts'
import { parseColumnChoices } from '../../sources/chart-rows/column-choices.ts'
import { createFileContent } from '../../sources/file-content.ts'
import type { FileFormat } from '../../sources/file-format.ts'
import { encodeRaw, type ReadingChoices } from '../../sources/raw/raw-object.ts'
import { openFormats } from '../../sources/registry.ts'
import type { Bucket } from '../../storage/s3/foreign-bucket.ts'
import type { Stores } from '../../storage/store.ts'
import { listBucketFiles } from './bucket-files.ts'
import type { ImportedFile, ImportOptions, ImportOutcome } from './import-report.ts'
import { createImportSnapshot, importRawKey } from './import-snapshot.ts'
import { type ImportableFile, listImportFiles, readPlain } from './list-files.ts'
import { recogniseFile } from './recognise-file.ts'
import { storeImport } from './store-import.ts'

export interface ImportRequest extends Stores {
  /** Files and folders. */
  paths: string[]
  /** The bucket of a reference pipeline, whose answers are imported after the paths. */
  bucket?: Bucket
  config: Pick<Config, 'charts' | 'unsplit_artists'>
  options?: ImportOptions
  /** Those of the registry, unless given. */
  formats?: FileFormat[]
  /** Called after each file. */
  on?: (file: ImportedFile, done: number, total: number) => void
}

export interface ImportSummary extends Record<ImportOutcome, number> {
  files: ImportedFile[]
}

/**
 * Stores recorded files as raw objects, ready for transform: one answer as one snapshot, a file of many issues as one
 * import. Files are plain or gzipped, and recognised by their content. A file that is not a chart is rejected with the
 * reason and does not affect the others. Throws `UsageError` for invalid options, `StoreError` where the store fails.
 */
export async function importFiles(request: ImportRequest): Promise<ImportSummary> {
  const options = checkOptions(request.options ?? {})
  const formats = request.formats ?? (await openFormats())
  const paths = await listImportFiles(request.paths)
  const files = request.bucket === undefined ? paths : [...paths, ...(await listBucketFiles(request.bucket))]
  const summary: ImportSummary = { files: [], imported: 0, incomplete: 0, already: 0, refused: 0 }
  for (const file of files) {
    const imported = await importFile({ ...request, options, formats }, file)
    summary.files.push(imported)
    summary[imported.outcome]++
    request.on?.(imported, summary.files.length, files.length)
  }
  return summary
}

type FileContext = Stores & Required<Pick<ImportRequest, 'config' | 'options' | 'formats'>>

async function importFile(context: FileContext, file: ImportableFile): Promise<ImportedFile> {
  const { path } = file
  try {
    const { snapshot, charts, report } = await readFile(context, file)
    const key = importRawKey(snapshot)
    const isNew = await storeImport(context, key, encodeRaw(snapshot))
    const outcome = !isNew ? 'already' : snapshot.header.complete ? 'imported' : 'incomplete'
    return { path, outcome, reason: null, key, source: snapshot.header.source, charts, report }
  } catch (error) {
    const reason = getRefusal(error)
    if (reason === null) throw error
    return { path, outcome: 'refused', reason, key: null, source: null, charts: [], report: null }
  }
}

async function readFile({ config, options, formats }: FileContext, file: ImportableFile) {
  const { name, body } = await readPlain(file)
  const reading = { header: readChoices(options), date: options.date }
  const content = createFileContent({ name, body, identity: options.identity ?? 'id', reading })
  const recognised = recogniseFile(content, formats)
  const created = createImportSnapshot({ name, config, options, file: recognised }, body)
  return { ...created, report: recognised.report ?? null }
}

function readChoices({ columns, positions, dates }: ImportOptions): ReadingChoices {
  return {
    ...(columns === undefined ? {} : { columns: parseColumnChoices(columns) }),
    ...(positions === undefined ? {} : { positions }),
    ...(dates === undefined ? {} : { dates }),
  }
}

/** Why a file cannot be imported; null for an error that does not come from its bytes. */
function getRefusal(error: unknown): string | null {
  if (error instanceof UnreadableError) return error.message
  if (error instanceof HitparadeError || isMachineError(error)) return null
  if (isTooLong(error)) return 'a line is longer than 512 MB; split it'
  return `unexpected error, please report it: ${getMessage(error)}`
}

function checkOptions(options: ImportOptions): ImportOptions {
  const { chart, source, date, fetched_at } = options
  if (chart !== undefined && !isSlug(chart)) {
    throw new UsageError(
      `--chart: expected a slug of a-z, 0-9 and -, e.g. top-50-global, got ${JSON.stringify(chart)}`,
    )
  }
  if (options.columns !== undefined) parseColumnChoices(options.columns)
  if (source === '') throw new UsageError('--source: expected a name, got an empty value')
  return {
    ...options,
    ...(date === undefined ? {} : { date: parseChartDate(date) }),
    ...(fetched_at === undefined ? {} : { fetched_at: parseInstant(fetched_at) }),
  }
}
