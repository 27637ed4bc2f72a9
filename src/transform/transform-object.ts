import { setImmediate } from 'node:timers/promises'
import { mapConcurrent } from '../domain/concurrency.ts'
import { getMessage, StoreError, UnreadableError } from '../domain/errors.ts'
import { curatedKey, parseRawKey, type RawIdentity, snapshotInstant } from '../domain/keys.ts'
import { encodeTable, type ParquetFile, parquetFile } from '../domain/tables/parquet-file.ts'
import { type SnapshotTable, snapshotTables } from '../domain/tables/tables.ts'
import { decodeRaw } from '../sources/raw/raw-object.ts'
import { openFormat } from '../sources/registry.ts'
import { isStored } from '../storage/is-stored.ts'
import type { ObjectStore } from '../storage/store.ts'
import { missingObject, orNull } from '../storage/store-errors.ts'
import { createSnapshotRows } from './rows/snapshot-rows.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

export interface Stores {
  raw: ObjectStore
  curated: ObjectStore
}

export interface Transformed {
  /** `done`: somebody else had already transformed it; `failed`: it was no answer and lies in `failed/`. */
  outcome: 'transformed' | 'failed' | 'done'
  entries: number
  rejects: number
}

/**
 * The curated files of one raw object, each made when it is asked for; `chart_issues` is the last of those that a
 * readable object has.
 */
export type CuratedFiles = Iterable<[table: SnapshotTable, file: Uint8Array]>

/** Which raw object some bytes are: what its key says. */
export type ObjectIdentity = RawIdentity & { rawKey: string }

export interface TransformedBytes {
  files: CuratedFiles
  entries: number
  rejects: number
  /** False where the bytes are no answer: then there is a file of rejects alone. */
  readable: boolean
}

/** `transformBytes`, wherever it runs. */
export type BytesTransform = (bytes: Uint8Array, identity: ObjectIdentity) => Promise<TransformedBytes>

/**
 * Makes curated files of one raw object, which waits in `to_process/` or lies where an older version has left it,
 * then moves it on. Safe to repeat and to race: the files are the same bytes under the same names, and the
 * loser of the move is done.
 */
export async function transformObject(
  { raw, curated }: Stores,
  key: string,
  transform: BytesTransform = transformBytes,
): Promise<Transformed> {
  const identity = parseRawKey(key)
  if (identity === null) throw new StoreError('Store', `${key} is no raw object's name`)
  const bytes = await getOrDone(raw, key, identity.rawKey)
  if (bytes === null) return { outcome: 'done', entries: 0, rejects: 0 }

  const { files, entries, rejects, readable } = await transform(bytes, identity)
  const put = (table: SnapshotTable, file: Uint8Array) =>
    curated.put(curatedKey(table, identity.rawKey, TRANSFORM_VERSION), file)
  let issues: Uint8Array | null = null
  await mapConcurrent(asMade(files), snapshotTables.length, async ([table, file]) => {
    if (table === 'chart_issues') issues = file
    else await put(table, file)
  })
  if (issues !== null) await put('chart_issues', issues)

  const target = `${readable ? 'processed' : 'failed'}/${identity.rawKey}`
  if (target !== key) await raw.move(key, target)
  return { outcome: readable ? 'transformed' : 'failed', entries, rejects }
}

/** Lets the first file set out before the others are made: the store is at work meanwhile. */
async function* asMade(files: CuratedFiles) {
  let isFirst = true
  for (const file of files) {
    yield file
    if (isFirst) await setImmediate()
    isFirst = false
  }
}

/** The pure part: the bytes of a raw object become the bytes of curated files. */
export async function transformBytes(bytes: Uint8Array, identity: ObjectIdentity): Promise<TransformedBytes> {
  try {
    return { ...(await readable(bytes, identity)), readable: true }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    const rejects = encodeTable('rejects', [createReject(identity, getMessage(error))])
    return { files: [['rejects', rejects]], entries: 0, rejects: 1, readable: false }
  }
}

async function readable(bytes: Uint8Array, identity: ObjectIdentity) {
  const raw = decodeRaw(bytes)
  const { read } = await openFormat(raw.header.reader)
  const open: { [T in SnapshotTable]?: ParquetFile<T> } = {}
  for (const rows of createSnapshotRows(raw, read(raw), identity)) {
    for (const table of snapshotTables) append(open, table, rows[table] as never)
  }
  if (open.chart_issues === undefined) throw new UnreadableError('raw object holds no chart issue')
  const [entries, rejects] = [open.chart_entries?.size ?? 0, open.rejects?.size ?? 0]
  return { files: finished(open), entries, rejects }
}

function* finished(open: { [T in SnapshotTable]?: ParquetFile<T> }): CuratedFiles {
  for (const table of snapshotTables) {
    const file = open[table]
    if (file !== undefined) yield [table, file.finish()]
  }
}

function append<T extends SnapshotTable>(
  open: { [T in SnapshotTable]?: ParquetFile<T> },
  table: T,
  rows: Parameters<ParquetFile<T>['append']>[0],
) {
  if (rows.length === 0) return
  open[table] ??= parquetFile(table) as never
  const file = open[table] as unknown as ParquetFile<T>
  file.append(rows)
}

/** An object that is no answer is one reject; all that is known of it stands in its key. */
function createReject(identity: RawIdentity, detail: string) {
  const unknown = { chart: '-', chart_date: '1970-01-01' }
  const place =
    'import_id' in identity ? { ...unknown, snapshot_id: `import-${identity.import_id}` } : identity
  const chart_date = Number.isNaN(Date.parse(place.chart_date)) ? unknown.chart_date : place.chart_date
  return {
    source: identity.source,
    chart: place.chart,
    chart_date,
    snapshot_id: place.snapshot_id,
    transform_version: TRANSFORM_VERSION,
    fetched_at: snapshotInstant(place.snapshot_id) ?? `${chart_date}T00:00:00.000Z`,
    reject_number: 1,
    position: null,
    reason: 'unreadable',
    detail,
    item_json: null,
  }
}

async function getOrDone(raw: ObjectStore, key: string, rawKey: string): Promise<Uint8Array | null> {
  const bytes = await orNull(() => raw.get(key))
  if (bytes !== null) return bytes
  if (await isStored(raw, rawKey, ['processed', 'failed'])) return null
  throw missingObject(key, raw.address)
}
