import { setImmediate } from 'node:timers/promises'
import { mapConcurrent } from '../domain/concurrency.ts'
import { getMessage, StoreError, UnreadableError } from '../domain/errors.ts'
import { curatedKey, parseRawKey, type RawIdentity, snapshotInstant } from '../domain/keys.ts'
import { encodeTable, type ParquetFile, parquetFile } from '../domain/tables/parquet-file.ts'
import { type SnapshotTable, snapshotTables } from '../domain/tables/tables.ts'
import { decodeRaw } from '../sources/raw/raw-object.ts'
import { openFormat } from '../sources/registry.ts'
import { isStored } from '../storage/is-stored.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { missingObject, orNull } from '../storage/store-errors.ts'
import type { CuratedRewriter } from './rewrite-curated.ts'
import { createSnapshotRows } from './rows/snapshot-rows.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

export interface TransformResult {
  /** `done`: another process had transformed it; `failed`: it could not be parsed and is in `failed/` now. */
  outcome: 'transformed' | 'failed' | 'done'
  entries: number
  rejects: number
}

/**
 * The curated files of one raw object, each encoded when the iteration reaches it. `chart_issues` is the last file of a
 * readable object.
 */
export type CuratedFiles = Iterable<[table: SnapshotTable, file: Uint8Array]>

/** The identity of a raw object, from its key. */
export type ObjectIdentity = RawIdentity & { rawKey: string }

export interface TransformedBytes {
  files: CuratedFiles
  entries: number
  rejects: number
  /** False if the bytes could not be parsed: then the only file has the table `rejects`. */
  readable: boolean
}

/** With a `rewriter`, existing curated files that differ are corrected; without one they are never changed. */
export interface TransformStores extends Stores {
  rewriter?: CuratedRewriter
}

/** `transformBytes`, in this thread or another. */
export type BytesTransform = (bytes: Uint8Array, identity: ObjectIdentity) => Promise<TransformedBytes>

/**
 * Writes the curated files of one raw object, which may be under any raw prefix, then moves it to `processed/` or
 * `failed/`. Safe to repeat and to run in several processes: they write the same bytes under the same keys. Throws
 * `StoreError` if a store fails or the key is not a raw key.
 */
export async function transformObject(
  { raw, curated, rewriter }: TransformStores,
  key: string,
  transform: BytesTransform = transformBytes,
): Promise<TransformResult> {
  const identity = parseRawKey(key)
  if (identity === null) throw new StoreError('Store', `${key} is not a raw object key`, { details: { key } })
  const bytes = await getUnlessDone(raw, key, identity.rawKey)
  if (bytes === null) return { outcome: 'done', entries: 0, rejects: 0 }

  const { files, entries, rejects, readable } = await transform(bytes, identity)
  // A damaged raw object must not change the files that it became when it was whole.
  const corrections = readable ? rewriter : undefined
  const written = new Set<SnapshotTable>()
  const put = async (table: SnapshotTable, file: Uint8Array) => {
    written.add(table)
    const fileKey = curatedKey(table, identity.rawKey, TRANSFORM_VERSION)
    if ((await curated.put(fileKey, file)) === 'exists') await corrections?.correct(fileKey, file)
  }
  let issues: Uint8Array | null = null
  await mapConcurrent(pauseAfterFirst(files), snapshotTables.length, async ([table, file]) => {
    if (table === 'chart_issues') issues = file
    else await put(table, file)
  })
  if (issues !== null) await put('chart_issues', issues)
  await corrections?.removeOthers(identity.rawKey, written)

  const target = `${readable ? 'processed' : 'failed'}/${identity.rawKey}`
  if (target !== key) await raw.move(key, target)
  return { outcome: readable ? 'transformed' : 'failed', entries, rejects }
}

/** Lets the store begin with the first file before the others are encoded. */
async function* pauseAfterFirst(files: CuratedFiles) {
  let isFirst = true
  for (const file of files) {
    yield file
    if (isFirst) await setImmediate()
    isFirst = false
  }
}

/** The pure part: encodes the curated files of a raw object. A raw object that cannot be parsed becomes one reject. */
export async function transformBytes(bytes: Uint8Array, identity: ObjectIdentity): Promise<TransformedBytes> {
  try {
    return { ...(await encodeFiles(bytes, identity)), readable: true }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    // These messages are part of curated files: rewording one needs a new transform version.
    const rejects = encodeTable('rejects', [createReject(identity, getMessage(error))])
    return { files: [['rejects', rejects]], entries: 0, rejects: 1, readable: false }
  }
}

async function encodeFiles(bytes: Uint8Array, identity: ObjectIdentity) {
  const raw = decodeRaw(bytes)
  const { read } = await openFormat(raw.header.reader)
  const files: { [T in SnapshotTable]?: ParquetFile<T> } = {}
  for (const rows of createSnapshotRows(raw, read(raw), identity)) {
    for (const table of snapshotTables) append(files, table, rows[table] as never)
  }
  if (files.chart_issues === undefined) throw new UnreadableError('raw object holds no chart issue')
  const [entries, rejects] = [files.chart_entries?.size ?? 0, files.rejects?.size ?? 0]
  return { files: finishFiles(files), entries, rejects }
}

function* finishFiles(files: { [T in SnapshotTable]?: ParquetFile<T> }): CuratedFiles {
  for (const table of snapshotTables) {
    const file = files[table]
    if (file !== undefined) yield [table, file.finish()]
  }
}

function append<T extends SnapshotTable>(
  files: { [T in SnapshotTable]?: ParquetFile<T> },
  table: T,
  rows: Parameters<ParquetFile<T>['append']>[0],
) {
  if (rows.length === 0) return
  files[table] ??= parquetFile(table) as never
  const file = files[table] as unknown as ParquetFile<T>
  file.append(rows)
}

/** The reject of an object that could not be parsed: all that is known about it is its key. */
function createReject(identity: RawIdentity, detail: string) {
  const unknown = { chart: '-', chart_date: '1970-01-01' }
  const known =
    'import_id' in identity ? { ...unknown, snapshot_id: `import-${identity.import_id}` } : identity
  const chart_date = Number.isNaN(Date.parse(known.chart_date)) ? unknown.chart_date : known.chart_date
  return {
    source: identity.source,
    chart: known.chart,
    chart_date,
    snapshot_id: known.snapshot_id,
    transform_version: TRANSFORM_VERSION,
    fetched_at: snapshotInstant(known.snapshot_id) ?? `${chart_date}T00:00:00.000Z`,
    reject_number: 1,
    position: null,
    reason: 'unreadable',
    detail,
    item_json: null,
  }
}

/** The bytes of a raw object; null if another process has transformed and moved it. */
async function getUnlessDone(raw: ObjectStore, key: string, rawKey: string): Promise<Uint8Array | null> {
  const bytes = await orNull(() => raw.get(key))
  if (bytes !== null) return bytes
  if (await isStored(raw, rawKey, ['processed', 'failed'])) return null
  throw missingObject(key, raw.address)
}
