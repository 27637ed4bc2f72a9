import { createHash } from 'node:crypto'
import { mapConcurrent } from '../domain/concurrency.ts'
import type { ObjectStore, StoredObject } from './store.ts'
import { orNull } from './store-errors.ts'

/** Objects that are copied at the same time, and their total bytes; a larger object is copied alone. */
const AT_ONCE = 16
const BYTES_AT_ONCE = 64 * 2 ** 20

export interface CopyReport {
  copied: number
  /** Bytes of the copied objects. */
  bytes: number
  /** Objects that existed already. */
  there: number
  /** Keys under which the stores have different bytes. Nothing is copied there. */
  collisions: string[]
}

export interface CopyRequest {
  from: ObjectStore
  to: ObjectStore
  /**
   * Copied in this order, each prefix completely before the next. They are listed in the opposite order, so that all
   * objects that the last prefix refers to are copied too, even if another process writes meanwhile.
   */
  prefixes: string[]
  /** Keys of the source that are not copied. */
  except?: ReadonlySet<string>
  /** The objects under a prefix to compare; left out: all. */
  list?(store: ObjectStore, prefix: string): AsyncIterable<StoredObject>
  /** Keys of objects that are copied before an object that is missing, given its bytes; left out: none. */
  listParts?(key: string, bytes: Uint8Array): Promise<string[]>
  on?: (done: number, total: number) => void
}

/** An object of the source, and the one under the same key in the target. */
interface Pair {
  source: StoredObject
  target: StoredObject
}

/**
 * Copies the objects under some prefixes that the target does not have. Safe to stop and to repeat: an object is
 * copied completely or not at all, and never over another one. Throws `StoreError` if a store fails.
 */
export async function copyMissing(request: CopyRequest): Promise<CopyReport> {
  const { from, to, prefixes, except = new Set(), on = () => {} } = request
  const { list = (store, prefix) => store.list(prefix), listParts = async () => [] } = request
  const isSame = createComparison(from, to)
  const report: CopyReport = { copied: 0, bytes: 0, there: 0, collisions: [] }
  const missing: StoredObject[][] = []
  for (const prefix of prefixes.toReversed()) {
    const { unmatched, pairs } = await pairObjects(leaveOut(list(from, prefix), except), list(to, prefix))
    missing.unshift(unmatched)
    await mapConcurrent(
      pairs,
      AT_ONCE,
      async (pair) => {
        if (await isSame(pair)) report.there += 1
        else report.collisions.push(pair.source.key)
      },
      { weigh: ({ source }) => source.size, most: BYTES_AT_ONCE },
    )
  }
  const total = missing.flat().length
  let done = 0
  const copy = async ({ key }: StoredObject) => {
    const bytes = await from.get(key)
    for (const part of await listParts(key, bytes)) {
      const partBytes = await orNull(() => from.get(part))
      if (partBytes !== null) await store(part, partBytes)
    }
    await store(key, bytes)
    done += 1
    on(done, total)
  }
  const store = async (key: string, bytes: Uint8Array) => {
    if ((await to.put(key, bytes)) === 'stored') {
      report.copied += 1
      report.bytes += bytes.length
    } else if (Buffer.compare(bytes, await to.get(key)) === 0) report.there += 1
    else report.collisions.push(key)
  }
  for (const objects of missing) {
    await mapConcurrent(objects, AT_ONCE, copy, { weigh: ({ size }) => size, most: BYTES_AT_ONCE })
  }
  report.collisions.sort()
  return report
}

async function* leaveOut(objects: AsyncIterable<StoredObject>, except: ReadonlySet<string>) {
  for await (const object of objects) if (!except.has(object.key)) yield object
}

/** Matches two lists, both ordered by key: the objects of the source with and without one in the target. */
async function pairObjects(sources: AsyncIterable<StoredObject>, targets: AsyncIterable<StoredObject>) {
  const unmatched: StoredObject[] = []
  const pairs: Pair[] = []
  const rest = targets[Symbol.asyncIterator]()
  try {
    let next = await rest.next()
    for await (const source of sources) {
      // Keys are ASCII, so comparing characters compares bytes.
      while (!next.done && next.value.key < source.key) next = await rest.next()
      if (!next.done && next.value.key === source.key) pairs.push({ source, target: next.value })
      else unmatched.push(source)
    }
  } finally {
    await rest.return?.()
  }
  return { unmatched, pairs }
}

/**
 * Compares two objects by what the lists say: their sizes and, if a service gives one, the MD5. Some services list
 * another hash as MD5: once two objects with different hashes have equal bytes, only sizes are compared.
 */
function createComparison(from: ObjectStore, to: ObjectStore) {
  let listsMd5 = true
  return async ({ source, target }: Pair): Promise<boolean> => {
    if (source.size !== target.size) return false
    if (source.md5 === undefined || source.md5 === target.md5 || !listsMd5) return true
    const bytes = await to.get(target.key)
    if (md5(bytes) === source.md5) return true
    const isEqual = Buffer.compare(bytes, await from.get(source.key)) === 0
    if (isEqual) listsMd5 = false
    return isEqual
  }
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}
