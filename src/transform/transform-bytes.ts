import { getMessage, UnreadableError } from '../domain/errors.ts'
import { getSnapshotId, type RawIdentity, snapshotInstant } from '../domain/keys.ts'
import { isMachineError } from '../domain/machine-errors.ts'
import { encodeTable, type ParquetFile, parquetFile } from '../domain/tables/parquet-file.ts'
import { type SnapshotTable, snapshotTables } from '../domain/tables/tables.ts'
import { decodeRaw } from '../sources/raw/decode-raw.ts'
import { computeRawKey, contentHash } from '../sources/raw/raw-object.ts'
import { openFormat } from '../sources/registry.ts'
import { createSnapshotRows } from './rows/snapshot-rows.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

/**
 * The curated files of one raw object, each encoded when the iteration reaches it. The last file is `chart_issues`, or
 * `failure` where the bytes could not be transformed: a table of rejects with one row that gives the reason.
 */
export type CuratedFiles = Iterable<[table: SnapshotTable | 'failure', file: Uint8Array]>

/** The identity of a raw object, from its key. */
export type ObjectIdentity = RawIdentity & { rawKey: string }

export interface TransformedBytes {
  files: CuratedFiles
  entries: number
  rejects: number
}

/** `transformBytes`, in this thread or another. Throws only what comes from the machine, not from the bytes. */
export type BytesTransform = (bytes: Uint8Array, identity: ObjectIdentity) => Promise<TransformedBytes>

/**
 * The pure part: encodes the curated files of a raw object. Whatever goes wrong with the bytes becomes a row: the same
 * bytes would fail again, and must not keep other objects from being transformed.
 */
export async function transformBytes(bytes: Uint8Array, identity: ObjectIdentity): Promise<TransformedBytes> {
  try {
    const { files, ...counts } = await encodeFiles(bytes, identity)
    return { files: finishFiles(files, identity), ...counts }
  } catch (error) {
    return { files: [['failure', encodeFailure(identity, error)]], entries: 0, rejects: 1 }
  }
}

type OpenFiles = { [T in SnapshotTable]?: ParquetFile<T> }

async function encodeFiles(bytes: Uint8Array, identity: ObjectIdentity) {
  const raw = decodeRaw(bytes)
  const content_hash = contentHash(raw)
  const stated = computeRawKey(raw, content_hash)
  if (stated !== identity.rawKey) throw new UnreadableError(`its bytes belong to the key ${stated}`)
  const { read } = await openFormat(raw.header.reader)
  const files: OpenFiles = {}
  for (const rows of createSnapshotRows(raw, read(raw), identity, { content_hash })) {
    for (const table of snapshotTables) append(files, table, rows[table] as never)
  }
  if (files.chart_issues === undefined) throw new UnreadableError('raw object holds no chart issue')
  return { files, entries: files.chart_entries?.size ?? 0, rejects: files.rejects?.size ?? 0 }
}

function* finishFiles(files: OpenFiles, identity: ObjectIdentity): CuratedFiles {
  try {
    for (const table of snapshotTables) {
      const file = files[table]
      if (file !== undefined) yield [table, file.finish()]
    }
  } catch (error) {
    yield ['failure', encodeFailure(identity, error)]
  }
}

function append<T extends SnapshotTable>(
  files: OpenFiles,
  table: T,
  rows: Parameters<ParquetFile<T>['append']>[0],
) {
  if (rows.length === 0) return
  files[table] ??= parquetFile(table) as never
  const file = files[table] as unknown as ParquetFile<T>
  file.append(rows)
}

/** The reject of an object that could not be transformed: all that is known about it is its key. */
function encodeFailure(identity: RawIdentity, error: unknown): Uint8Array {
  if (isMachineError(error)) throw error
  const unknown = { chart: '-', chart_date: '1970-01-01' }
  const known = 'import_id' in identity ? { ...unknown, snapshot_id: getSnapshotId(identity) } : identity
  const chart_date = Number.isNaN(Date.parse(known.chart_date)) ? unknown.chart_date : known.chart_date
  const row = {
    source: identity.source,
    chart: known.chart,
    chart_date,
    snapshot_id: known.snapshot_id,
    transform_version: TRANSFORM_VERSION,
    fetched_at: snapshotInstant(known.snapshot_id) ?? `${chart_date}T00:00:00.000Z`,
    reject_number: 0,
    position: null,
    reason: error instanceof UnreadableError ? 'unreadable' : 'unexpected',
    // Messages of UnreadableErrors are part of curated files: rewording one needs a new transform version.
    detail: getMessage(error),
    item_json: null,
  }
  return encodeTable('rejects', [row])
}
