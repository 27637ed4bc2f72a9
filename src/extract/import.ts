import { parseChartDate, parseInstant } from '../calendar.ts'
import { isSlug } from '../config/slug.ts'
import type { Config } from '../config.ts'
import { UnreadableError, UsageError } from '../errors.ts'
import { encodeRaw } from '../sources/raw.ts'
import type { Bucket } from '../store/bucket.ts'
import type { ObjectStore } from '../store/store.ts'
import { isStored } from '../store/stored.ts'
import { filesOfBucket } from './import-bucket.ts'
import { filesOf, type ImportableFile, readPlain } from './import-files.ts'
import { formatOf } from './import-format.ts'
import { keyOf, snapshotOf } from './import-snapshot.ts'

export interface ImportOptions {
  /** Slug of the one chart that each file holds. */
  chart?: string | undefined
  /** What the rows are called. */
  source?: string | undefined
  /** ISO date of files that hold one issue and do not say of which day. */
  date?: string | undefined
  /** ISO instant. */
  fetched_at?: string | undefined
  cadence?: 'daily' | 'weekly' | undefined
  identity?: 'id' | 'text' | undefined
  /** Name of the chart where neither the file nor the configuration names it. */
  name?: string | undefined
}

export interface ImportRequest {
  /** Files and folders. */
  paths: string[]
  /** The bucket of a reference pipeline, whose answers are imported after the paths. */
  bucket?: Bucket
  raw: ObjectStore
  config: Pick<Config, 'charts' | 'unsplit_artists'>
  options?: ImportOptions
  /** Told of each file when it is done. */
  on?: (file: ImportedFile, done: number, total: number) => void
}

/** `incomplete`: stored, but the first page of more, which never counts; `already`: this import was made before. */
type ImportOutcome = 'imported' | 'incomplete' | 'already' | 'refused'

export interface ImportedFile {
  path: string
  outcome: ImportOutcome
  /** Why it was refused. */
  reason: string | null
  /** The raw object's key, without its stage; so null with a reason. */
  key: string | null
  source: string | null
  charts: ImportedChart[]
}

/** What one file holds of one chart. */
export interface ImportedChart {
  chart: string
  first_date: string
  last_date: string
  issues: number
  /** Issues that are the first page of more. */
  incomplete: number
  entries: number
  rejects: number
}

export interface ImportSummary extends Record<ImportOutcome, number> {
  files: ImportedFile[]
}

/**
 * Stores recorded files as raw objects that wait for transform: one answer as one snapshot, a file of many issues
 * as one import. Plain or gzipped; what a file is, its content says. A file that is no chart is refused with the
 * reason and costs no other. Throws `UsageError` for options that cannot be meant, `StoreError` where the store fails.
 */
export async function importFiles(request: ImportRequest): Promise<ImportSummary> {
  const options = checked(request.options ?? {})
  const paths = await filesOf(request.paths)
  const files = request.bucket === undefined ? paths : [...paths, ...(await filesOfBucket(request.bucket))]
  const summary: ImportSummary = { files: [], imported: 0, incomplete: 0, already: 0, refused: 0 }
  for (const file of files) {
    const imported = await importFile({ ...request, options }, file)
    summary.files.push(imported)
    summary[imported.outcome]++
    request.on?.(imported, summary.files.length, files.length)
  }
  return summary
}

async function importFile(request: ImportRequest, file: ImportableFile): Promise<ImportedFile> {
  const { raw, config, options = {} } = request
  const { path } = file
  try {
    const { name, body } = await readPlain(file)
    const { snapshot, charts } = snapshotOf({ name, config, options, format: formatOf(body) }, body)
    const key = keyOf(snapshot)
    const isNew =
      !(await isStored(raw, key)) && (await raw.put(`to_process/${key}`, encodeRaw(snapshot))) === 'stored'
    const outcome = !isNew ? 'already' : snapshot.header.complete ? 'imported' : 'incomplete'
    return { path, outcome, reason: null, key, source: snapshot.header.source, charts }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    return { path, outcome: 'refused', reason: error.message, key: null, source: null, charts: [] }
  }
}

function checked(options: ImportOptions): ImportOptions {
  const { chart, source, date, fetched_at } = options
  if (chart !== undefined && !isSlug(chart)) {
    throw new UsageError(
      `--chart: expected a slug of a-z, 0-9 and -, e.g. top-50-global, got ${JSON.stringify(chart)}`,
    )
  }
  if (source === '') throw new UsageError('--source: expected a name, got nothing')
  return {
    ...options,
    ...(date === undefined ? {} : { date: parseChartDate(date) }),
    ...(fetched_at === undefined ? {} : { fetched_at: parseInstant(fetched_at) }),
  }
}
