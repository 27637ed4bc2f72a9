import type { Config } from '../../../config/config.ts'
import type { Purge } from '../../../domain/purge-rule.ts'
import {
  canonicalJson,
  compressRaw,
  computeRawKey,
  type RawHeader,
  type RawSnapshot,
} from '../../../sources/raw/raw-object.ts'
import type { Listens } from '../../../sources/registry.ts'
import type { Stores } from '../../../storage/store.ts'
import type { ImportedFile, ImportOptions } from '../import-report.ts'
import { statePurge } from '../import-snapshot.ts'
import type { ImportableFile } from '../list-files.ts'
import { storeImport } from '../store-import.ts'
import {
  describeCounts,
  describeExports,
  describeNoPlays,
  describeNoSong,
  type StoredCounts,
} from './listen-reports.ts'
import { findListenChart, findListenSettings, LISTENS } from './listen-settings.ts'
import { type Exports, type ReadExport, readExport } from './read-exports.ts'
import { listStoredKeys, readStoredPlays, type StoredPlays } from './stored-plays.ts'

export interface ListensRequest extends Stores {
  exports: Exports
  options: ImportOptions
  config: Pick<Config, 'charts' | 'unsplit_artists'>
  /** ISO instant. */
  now: string
  listens: Listens
  purges: readonly Purge[]
  /** Called once an export is read. */
  onRead?: (path: string, done: number, total: number) => void
}

/**
 * Counts the plays of exports together with those that are stored of the chart, and stores them as one raw object, which
 * takes the place of the objects before it. So it makes no difference in which order, or in how many commands, exports
 * are imported. An export that cannot be read is refused and does not affect the others.
 */
export async function importListens(request: ListensRequest): Promise<Map<ImportableFile, ImportedFile>> {
  const { exports, listens, options, raw, now, purges } = request
  if (exports.size === 0) return new Map()
  const chart = findListenChart(options)
  let stored = await readStoredPlays(raw, chart, { listens, purges })
  const read = new Map<ImportableFile, ReadExport>()
  const all = [...exports.values()].flatMap((parts) => (typeof parts === 'string' ? [] : parts))
  for (const [file, parts] of exports) {
    const result =
      typeof parts === 'string' ? parts : await readExport(parts, { set: stored.set, all, listens, now })
    read.set(file, result)
    request.onRead?.(file.path, read.size, exports.size)
  }
  if ([...read.values()].every((result) => typeof result === 'string')) return describeExports(read, null)
  for (;;) {
    const result = await storePlays(request, chart, stored)
    if (typeof result === 'string') return describeExports(read, result)
    const isAlone = (await listStoredKeys(raw)).every((key) => key === result.key || stored.keys.has(key))
    if (isAlone) return describeExports(read, result)
    // Another process has stored plays meanwhile: both count.
    const again = await readStoredPlays(raw, chart, { listens, purges })
    again.set.addAll(stored.set)
    stored = again
  }
}

/** Stores the plays of a chart, unless its newest object has them and the same settings. Returns why none of them counts, or what is stored. */
async function storePlays(
  request: ListensRequest,
  chart: string,
  { set, newest }: StoredPlays,
): Promise<StoredCounts | string> {
  const { listens } = request
  const header = createHeader(request, chart, { set, newest })
  const sorted = listens.toSortedSet(set)
  const counted = listens.countHeaderPlays(header, sorted)
  if (counted.plays === 0) return describeNoPlays(counted, listens)
  const report = describeCounts(header, counted, listens.createIssues(header, sorted, counted), listens)
  if (report.issues === 0) return describeNoSong(report)
  const isKept =
    newest !== null && hasSamePlays(newest, set, listens) && hasSameSettings(newest.header, header)
  const snapshot = isKept
    ? newest
    : statePurge(request.purges, [chart], withBodies(header, listens.encodePlays(sorted)))
  const key = computeRawKey(snapshot)
  const isStored = await storeImport(request, key, await compressRaw(snapshot))
  return { key, isStored, report }
}

function hasSamePlays({ bodies }: RawSnapshot, set: StoredPlays['set'], listens: Listens): boolean {
  return [...listens.decodeFiles(bodies)].length === set.files.size
}

function hasSameSettings(a: RawHeader, b: RawHeader): boolean {
  const pick = ({ settings, listens, unsplit_artists }: RawHeader) =>
    canonicalJson({ settings, listens, unsplit_artists })
  return pick(a) === pick(b)
}

function createHeader(
  { options, config }: ListensRequest,
  chart: string,
  { set, newest }: Pick<StoredPlays, 'set' | 'newest'>,
): RawHeader {
  return {
    format: 1,
    reader: LISTENS,
    source: LISTENS,
    chart,
    chart_date: null,
    fetched_at: findFetchedAt(set.columns.time, newest),
    // The plays are grouped by song already; two songs of one issue are never joined afterwards.
    identity: 'text',
    ...findListenSettings(chart, options, { config, stored: newest?.header ?? null }),
    charts: {},
    unsplit_artists: config.unsplit_artists,
    complete: true,
    file_name: null,
    pages: [],
  }
}

/** The newest play; later than that of every object that these plays replace, so that this object counts. */
function findFetchedAt(times: readonly number[], newest: RawSnapshot | null): string {
  const last = times.reduce((latest, time) => Math.max(latest, time), 0)
  const before = newest?.header.fetched_at ?? null
  return new Date(Math.max(last, before === null ? 0 : Date.parse(before) + 1)).toISOString()
}

function withBodies(header: RawHeader, bodies: Uint8Array[]): RawSnapshot {
  return {
    header: { ...header, pages: bodies.map(({ length }) => ({ url: null, status: null, bytes: length })) },
    bodies,
  }
}
