import { mapConcurrent } from '../domain/concurrency.ts'
import { getMessage } from '../domain/errors.ts'
import { curatedKey, parseCuratedKey, parseRawKey, type RawPrefix } from '../domain/keys.ts'
import { type SnapshotTable, snapshotTables } from '../domain/tables/tables.ts'
import { isStored } from '../storage/is-stored.ts'
import type { Stores } from '../storage/store.ts'
import { orNull } from '../storage/store-errors.ts'
import { findRawKeys } from '../transform/backlog.ts'
import type { BytesTransform, ObjectIdentity } from '../transform/transform-bytes.ts'
import { openTransformer } from '../transform/transform-threads.ts'
import { TRANSFORM_VERSION } from '../transform/transform-version.ts'
import { readReason } from './failed-objects.ts'
import { describeProblem, type FileProblem } from './inspect-curated.ts'
import { describeOtherKey, findStatedKey, type RawProblem } from './inspect-raw.ts'

/** Raw objects that are transformed at the same time. */
const AT_ONCE = 4

export interface Verification {
  files: FileProblem[]
  /** Raw objects that cannot be transformed, or whose bytes are not those that their key states. */
  raw: RawProblem[]
}

/** Transforms the raw objects again in memory and compares the bytes with the curated files of this version. */
export async function verifyCurated(
  stores: Stores,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Verification> {
  // Raw objects are listed first: those that are moved meanwhile already have their files.
  const raw = await listRaw(stores, ['to_process', 'processed'])
  const existing = await listCurated(stores)
  const found: Verification = { files: [], raw: [] }
  const { transform, close } = await openTransformer(raw.length)
  let done = 0
  try {
    await mapConcurrent(raw, AT_ONCE, async (object) => {
      await verifyObject({ stores, object, existing, transform, found })
      onProgress(++done, raw.length)
    })
  } finally {
    await close()
  }
  found.files.sort((a, b) => (a.key < b.key ? -1 : 1))
  return found
}

interface RawObject {
  prefix: RawPrefix
  rawKey: string
}

async function listRaw(stores: Stores, prefixes: RawPrefix[]): Promise<RawObject[]> {
  const objects: RawObject[] = []
  for (const prefix of prefixes)
    for (const rawKey of await findRawKeys(stores.raw, prefix)) objects.push({ prefix, rawKey })
  return objects
}

/** Keys of the curated files of this transform version, by raw key. */
async function listCurated({ curated }: Stores): Promise<Map<string, string[]>> {
  const byRawKey = new Map<string, string[]>()
  for (const table of snapshotTables) {
    for await (const { key } of curated.list(`${table}/`)) {
      const name = parseCuratedKey(key)
      if (name?.transform_version !== TRANSFORM_VERSION || name.isFailure) continue
      const keys = byRawKey.get(name.rawKey) ?? []
      byRawKey.set(name.rawKey, [...keys, key])
    }
  }
  return byRawKey
}

interface ObjectCheck {
  stores: Stores
  object: RawObject
  existing: Map<string, string[]>
  transform: BytesTransform
  found: Verification
}

async function verifyObject({ stores, object, existing, transform, found }: ObjectCheck): Promise<void> {
  const { prefix, rawKey } = object
  const identity = parseRawKey(rawKey)
  const key = `${prefix}/${rawKey}`
  const bytes = await orNull(() => stores.raw.get(key))
  // Another process has moved it since it was listed.
  if (bytes === null || identity === null) return
  const result = await transformOrExplain(transform, bytes, identity)
  if ('detail' in result) {
    const expected = findStatedKey(bytes)
    if (expected === null || expected === rawKey) found.raw.push({ key, rawKey, ...result })
    else found.raw.push(describeOtherKey(key, rawKey, expected, await isStored(stores.raw, expected)))
    return
  }
  // A pending object has no files yet, or some of them.
  if (prefix !== 'processed') return
  const others = new Set(existing.get(rawKey))
  for (const { table, file } of result.files) {
    const fileKey = curatedKey(table, rawKey, TRANSFORM_VERSION)
    others.delete(fileKey)
    const stored = await orNull(() => stores.curated.get(fileKey))
    if (stored === null) found.files.push(describeProblem(fileKey, 'missing', 'missing'))
    else if (Buffer.compare(stored, file) !== 0)
      found.files.push(describeProblem(fileKey, 'different', 'not what its raw object becomes'))
  }
  for (const other of others)
    found.files.push(describeProblem(other, 'different', 'in a table that its raw object has no rows for'))
}

interface CuratedFile {
  table: SnapshotTable
  file: Uint8Array
}

/** The curated files of a raw object, or why it has none. */
async function transformOrExplain(
  transform: BytesTransform,
  bytes: Uint8Array,
  identity: ObjectIdentity,
): Promise<{ files: CuratedFile[] } | { detail: string }> {
  try {
    const files: CuratedFile[] = []
    const { files: encoded } = await transform(bytes, identity)
    for (const [table, file] of encoded) {
      // The last of the files, so that none of the others counts.
      if (table === 'failure') return { detail: await readReason(file) }
      files.push({ table, file })
    }
    return { files }
  } catch (error) {
    return { detail: getMessage(error) }
  }
}
