import { UnreadableError } from '../../../domain/errors.ts'
import { getSnapshotId, rawPrefixes } from '../../../domain/keys.ts'
import { isPurged, type Purge } from '../../../domain/purge-rule.ts'
import { decodeRaw } from '../../../sources/raw/decode-raw.ts'
import { computeRawKey, importId, type RawSnapshot } from '../../../sources/raw/raw-object.ts'
import type { Listens } from '../../../sources/registry.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { orNull } from '../../../storage/store-errors.ts'
import { LISTENS } from './listen-settings.ts'

/** All plays that are stored of a chart. */
export interface StoredPlays {
  set: ReturnType<Listens['createPlaySet']>
  /** The object that counts: the newest. */
  newest: RawSnapshot | null
  /** Raw keys of all objects of plays, of other charts, too. */
  keys: Set<string>
}

/**
 * Reads the plays of a chart. Each object mostly contains those of the objects before it; but two imports at the same time
 * have both missed the plays of the other, so all objects are read.
 */
export async function readStoredPlays(
  raw: ObjectStore,
  chart: string,
  { listens, purges }: { listens: Listens; purges: readonly Purge[] },
): Promise<StoredPlays> {
  const stored: StoredPlays = { set: listens.createPlaySet(), newest: null, keys: new Set() }
  for await (const { key, rawKey } of listObjects(raw)) {
    const snapshot = stored.keys.has(rawKey) ? null : await readSnapshot(raw, key, chart)
    stored.keys.add(rawKey)
    if (snapshot === null || isPurgedObject(purges, chart, snapshot)) continue
    if (stored.newest === null || isNewer(snapshot, stored.newest)) stored.newest = snapshot
    const isKnown = [...listens.decodeFiles(snapshot.bodies)].every(({ sha256 }) =>
      stored.set.files.has(sha256),
    )
    if (!isKnown) stored.set.addAll(listens.decodePlays(snapshot.bodies))
  }
  return stored
}

/** Its plays would come back with the next import. */
function isPurgedObject(purges: readonly Purge[], chart: string, snapshot: RawSnapshot): boolean {
  const { after_purge = null, fetched_at } = snapshot.header
  const snapshot_id = getSnapshotId({ source: LISTENS, import_id: importId(snapshot) })
  const issue = {
    source: LISTENS,
    chart,
    chart_date: '',
    snapshot_id,
    fetched_at: fetched_at ?? '',
    after_purge,
  }
  return isPurged(purges, issue)
}

/** Raw keys of all objects of plays. */
export async function listStoredKeys(raw: ObjectStore): Promise<string[]> {
  const keys: string[] = []
  for await (const { rawKey } of listObjects(raw)) keys.push(rawKey)
  return keys
}

/** Every object of plays; one that is moved meanwhile may come twice. */
async function* listObjects(raw: ObjectStore) {
  for (const prefix of rawPrefixes) {
    for await (const { key } of raw.list(`${prefix}/${LISTENS}/import/`))
      yield { key, rawKey: key.slice(prefix.length + 1) }
  }
}

async function readSnapshot(raw: ObjectStore, key: string, chart: string): Promise<RawSnapshot | null> {
  const bytes = await orNull(() => raw.get(key))
  if (bytes === null) return null
  try {
    const snapshot = decodeRaw(bytes)
    return snapshot.header.reader === LISTENS && snapshot.header.chart === chart ? snapshot : null
  } catch (error) {
    // Transform reports an object that cannot be read.
    if (error instanceof UnreadableError) return null
    throw error
  }
}

/** The order of `core.snapshots`. */
function isNewer(a: RawSnapshot, b: RawSnapshot): boolean {
  const [x, y] = [a.header.fetched_at ?? '', b.header.fetched_at ?? '']
  return x > y || (x === y && computeRawKey(a) > computeRawKey(b))
}
