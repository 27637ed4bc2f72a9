import { mapConcurrent } from '../domain/concurrency.ts'
import { parseRawKey, rawPrefixes } from '../domain/keys.ts'
import { findStoredPurged } from '../sources/describe-raw.ts'
import { readPurges } from '../storage/purged/read-purges.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { orNull } from '../storage/store-errors.ts'

export interface PushReport {
  pushed: number
  /** Bytes of the pushed objects. */
  bytes: number
  /** Objects that were there already, under any prefix. */
  there: number
  /** Objects that are only in `failed/` here: they would fail there as well. */
  failed: number
  /** Objects that a purge covers, recorded here or there. */
  purged: number
}

/** Objects that are copied at the same time, and their total bytes; a larger object is copied alone. */
const AT_ONCE = 8
const BYTES_AT_ONCE = 64 * 2 ** 20

/**
 * Copies the raw objects that another place does not have into its `to_process/`, where its transform takes them. Safe to
 * stop and to repeat: an object is copied completely or not at all, and never over another one.
 */
export async function pushRaw(
  from: Stores,
  to: Stores,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<PushReport> {
  const there = new Set((await listRaw(to.raw, rawPrefixes)).keys())
  const here = await listRaw(from.raw, ['processed', 'to_process'])
  const failed = [...(await listRaw(from.raw, ['failed'])).keys()].filter((rawKey) => !here.has(rawKey))
  const purged = await listPurged(from, to)
  const report = { pushed: 0, bytes: 0, there: 0, failed: failed.length, purged: 0 }
  const missing: { rawKey: string; size: number }[] = []
  for (const [rawKey, size] of here) {
    if (purged.has(rawKey)) report.purged += 1
    else if (there.has(rawKey)) report.there += 1
    else missing.push({ rawKey, size })
  }
  let done = 0
  const push = async ({ rawKey }: { rawKey: string }) => {
    const bytes = await read(from.raw, rawKey)
    if (bytes !== null && (await to.raw.put(`to_process/${rawKey}`, bytes)) === 'stored') {
      report.pushed += 1
      report.bytes += bytes.length
    } else report.there += 1
    done += 1
    onProgress(done, missing.length)
  }
  await mapConcurrent(missing, AT_ONCE, push, { weigh: ({ size }) => size, most: BYTES_AT_ONCE })
  return report
}

/** The sizes of the raw objects under these prefixes, by raw key. */
async function listRaw(raw: ObjectStore, prefixes: readonly string[]): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  for (const prefix of prefixes) {
    for await (const { key, size } of raw.list(`${prefix}/`)) {
      const identity = parseRawKey(key)
      if (identity !== null) sizes.set(identity.rawKey, size)
    }
  }
  return sizes
}

async function listPurged(from: Stores, to: Stores): Promise<Set<string>> {
  const purges = [...(await readPurges(from.curated)), ...(await readPurges(to.curated))]
  const found = await findStoredPurged(from, purges)
  return new Set(found.map(({ rawKey }) => rawKey))
}

/** Another process may move it from `to_process/` meanwhile; null if it was deleted. */
async function read(raw: ObjectStore, rawKey: string): Promise<Uint8Array | null> {
  for (const prefix of ['to_process', 'processed']) {
    const bytes = await orNull(() => raw.get(`${prefix}/${rawKey}`))
    if (bytes !== null) return bytes
  }
  return null
}
