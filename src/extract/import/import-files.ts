import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { parseChartDate, parseInstant } from '../../domain/calendar.ts'
import type { ChartName } from '../../domain/chart-name.ts'
import { mapConcurrent } from '../../domain/concurrency.ts'
import { UsageError } from '../../domain/errors.ts'
import type { Purge } from '../../domain/purge-rule.ts'
import { isSlug } from '../../domain/text/slug.ts'
import { parseColumnChoices } from '../../sources/chart-rows/column-choices.ts'
import type { FileFormat, FileReport } from '../../sources/file-format.ts'
import { compressRaw, computeRawKey, type RawSnapshot } from '../../sources/raw/raw-object.ts'
import { openFormats, openListens } from '../../sources/registry.ts'
import { readPurges } from '../../storage/purged/read-purges.ts'
import type { Bucket } from '../../storage/s3/foreign-bucket.ts'
import type { Stores } from '../../storage/store.ts'
import { listBucketFiles } from './bucket-files.ts'
import type { ImportedFile, ImportOptions, ImportOutcome } from './import-report.ts'
import { completeHeader, statePurge } from './import-snapshot.ts'
import { type ImportableFile, listImportFiles } from './list-files.ts'
import { importListens } from './listens/import-listens.ts'
import { LISTENS, refuseChartOptions, refuseListenOptions } from './listens/listen-settings.ts'
import { type Exports, findExports } from './listens/read-exports.ts'
import { createOpener, type Opener, requireRefusal } from './open-files.ts'
import { type PlacedSlot, placeFiles, type Slot } from './place-files.ts'
import { type Calendar, type ReadDates, readCalendar } from './shared-calendar.ts'
import { storeImport } from './store-import.ts'

/** Files that are stored at the same time, and their uncompressed bytes; a larger file is stored alone. */
const AT_ONCE = 16
const BYTES_AT_ONCE = 2 ** 25

export interface ImportRequest extends Stores {
  /** Files and folders. */
  paths: string[]
  /** The bucket of a reference pipeline, whose answers are imported after the paths. */
  bucket?: Bucket
  config: Pick<Config, 'charts' | 'unsplit_artists'>
  options?: ImportOptions
  /** Those of the registry, unless given. */
  formats?: FileFormat[]
  /** ISO instant of the clock. */
  now?: () => string
  /** Dates of a chart that are stored in imports of many issues. */
  importedDates?: ReadDates
  /** Called with the charts that were stored as daily, and that the new dates show to be weekly. */
  onWeekly?: (charts: ChartName[]) => Promise<void>
  /** Called once an export of own listening is read, which may take long. */
  onRead?: (path: string, done: number, total: number) => void
  /** Called with the key of each raw object that is stored for transform. */
  onStored?: (key: string) => void
  /** Called after each file. */
  on?: (file: ImportedFile, done: number, total: number) => void
}

export interface ImportSummary extends Record<ImportOutcome, number> {
  files: ImportedFile[]
}

/**
 * Stores recorded files as raw objects, ready for transform: one answer as one snapshot, a file of many issues as one
 * import. Exports of own listening are counted into one chart together. Files are recognised by their content. All files are examined before one is stored,
 * because together they show the order of day and month, which playlist is which chart, and how often a chart appears. A
 * file that is not a chart is rejected with the reason and does not affect the others. Throws `UsageError` for invalid
 * options, `StoreError` where the store fails.
 */
export async function importFiles(request: ImportRequest): Promise<ImportSummary> {
  const options = checkOptions(request.options ?? {})
  const formats = request.formats ?? (await openFormats())
  const paths = await listImportFiles(request.paths)
  const now = request.now ?? (() => new Date().toISOString())
  const listens = await openListens()
  const exports = await findExports(paths, listens)
  const fromBucket = request.bucket === undefined ? [] : await listBucketFiles(request.bucket)
  const files = [...paths.filter((file) => !exports.has(file)), ...fromBucket]
  if (exports.size > 0 && files.length === 0) refuseChartOptions(options)
  const open = createOpener(options, formats)
  const placed = await placeFiles({ ...request, options, formats, now, open }, files)
  if (exports.size === 0) refuseListenOptions(options, explainRefused(files, placed))
  const calendar = await readCalendar(request, placed)
  const purges = await readPurges(request.curated)
  const slots = new Map(files.map((file, index) => [file, placed[index] as Slot]))
  const played = await importListens({ ...request, exports, options, listens, now: now(), purges })
  const summary: ImportSummary = { files: [], imported: 0, incomplete: 0, already: 0, skipped: 0, refused: 0 }
  const isBeside = listFolders(request.paths, exports)
  const all = [...paths, ...fromBucket]
  async function* prepareAll(): AsyncGenerator<PreparedFile> {
    for (const [index, file] of all.entries()) {
      const slot = slots.get(file)
      const prepared =
        slot === undefined
          ? { result: played.get(file) as ImportedFile, snapshot: null }
          : await prepareFile(file, slot, { calendar, open, purges })
      yield { index, file, ...prepared }
    }
  }
  const store = createStorer(request)
  let done = 0
  const storeFile = async (prepared: PreparedFile) => {
    const result = await store(prepared)
    const isSkipped = result.outcome === 'refused' && isBeside(prepared.file)
    const imported = isSkipped ? { ...result, outcome: 'skipped' as const } : result
    summary.files[prepared.index] = imported
    summary[imported.outcome]++
    // In the order of the files, whichever is stored first.
    for (let next = summary.files[done]; next !== undefined; next = summary.files[done]) {
      done++
      request.on?.(next, done, all.length)
    }
  }
  await mapConcurrent(prepareAll(), AT_ONCE, storeFile, { weigh: countBytes, most: BYTES_AT_ONCE })
  await request.onWeekly?.(calendar.weekly)
  return summary
}

/** Why files are not charts either, the first three. */
function explainRefused(files: ImportableFile[], placed: Slot[]): string[] {
  const reasons = files.flatMap(({ path }, index) => {
    const slot = placed[index]
    return typeof slot === 'string' ? `${path}: ${slot}` : []
  })
  return reasons.slice(0, 3)
}

/**
 * Whether a file is in a folder of the command that has exports of own listening, and is not an export itself. A damaged
 * archive may be anything, so it does not make a folder that of an export.
 */
function listFolders(paths: string[], exports: Exports): (file: ImportableFile) => boolean {
  const contains = (folder: string, { path }: ImportableFile) =>
    path !== folder && path.startsWith(join(folder, '/'))
  const whole = [...exports].flatMap(([file, found]) => (typeof found === 'string' ? [] : file))
  const folders = paths.filter((path) => whole.some((file) => contains(path, file)))
  return (file) => !exports.has(file) && folders.some((folder) => contains(folder, file))
}

/** A file whose raw object is ready to be stored, with the result if that is new; without a snapshot it has none. */
interface PreparedFile {
  index: number
  file: ImportableFile
  result: ImportedFile
  snapshot: RawSnapshot | null
}

function countBytes({ snapshot }: PreparedFile): number {
  return (snapshot?.bodies ?? []).reduce((sum, { length }) => sum + length, 0)
}

async function prepareFile(
  { path }: ImportableFile,
  placed: Slot,
  { calendar, open, purges }: { calendar: Calendar; open: Opener; purges: readonly Purge[] },
): Promise<Pick<PreparedFile, 'result' | 'snapshot'>> {
  if (typeof placed === 'string') return { result: refuse(path, placed), snapshot: null }
  try {
    const { source } = placed.header
    const header = completeHeader(placed, (chart) => calendar.inferCadence(source, chart))
    const charts = placed.charts.map(({ chart }) => chart)
    const snapshot = statePurge(purges, charts, { header, bodies: [await open.readBody(placed.file)] })
    const outcome = header.complete ? 'imported' : 'incomplete'
    const report = createReport(placed, [...placed.notes, ...calendar.describeGuess(placed)])
    const key = computeRawKey(snapshot)
    return { result: { path, outcome, reason: null, key, source, charts: placed.charts, report }, snapshot }
  } catch (error) {
    return { result: refuse(path, requireRefusal(error)), snapshot: null }
  }
}

/** Stores files, several at the same time. Of those with one raw object the first that was prepared is stored. */
function createStorer(request: ImportRequest): (file: PreparedFile) => Promise<ImportedFile> {
  const storing = new Map<string, Promise<boolean>>()
  return async ({ result, snapshot }) => {
    const { path, key } = result
    if (snapshot === null || key === null) return result
    try {
      const isRepeated = storing.has(key)
      const storage =
        storing.get(key) ?? compressRaw(snapshot).then((bytes) => storeImport(request, key, bytes))
      storing.set(key, storage)
      if (!(await storage) || isRepeated) return { ...result, outcome: 'already' }
      request.onStored?.(`to_process/${key}`)
      return result
    } catch (error) {
      return refuse(path, requireRefusal(error))
    }
  }
}

function refuse(path: string, reason: string): ImportedFile {
  return { path, outcome: 'refused', reason, key: null, source: null, charts: [], report: null }
}

function createReport({ report, hides_songs }: PlacedSlot, notes: string[]): FileReport | null {
  if (report === null && notes.length === 0) return null
  const { used = [], unused = [], notes: own = [] } = report ?? {}
  return { used, unused, notes: [...own, ...notes], ...(hides_songs ? { hides_songs } : {}) }
}

function checkOptions(options: ImportOptions): ImportOptions {
  const { chart, source, date, fetched_at } = options
  if (chart !== undefined && !isSlug(chart)) {
    throw new UsageError(
      `--chart: expected a slug of a-z, 0-9 and -, e.g. top-50-global, got ${JSON.stringify(chart)}`,
    )
  }
  if (options.columns !== undefined) parseColumnChoices(options.columns)
  if (source === LISTENS) {
    throw new UsageError('--source: listens is the name of charts that hitparade counts from plays', {
      advice: 'choose another name',
    })
  }
  if (source === '') throw new UsageError('--source: expected a name, got an empty value')
  return {
    ...options,
    ...(date === undefined ? {} : { date: parseChartDate(date) }),
    ...(fetched_at === undefined ? {} : { fetched_at: parseInstant(fetched_at) }),
  }
}
