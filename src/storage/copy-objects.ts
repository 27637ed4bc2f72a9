import { createHash } from 'node:crypto'
import type { ObjectStore, StoredObject } from './store.ts'

/** Objects that are on their way at once, and how many of their bytes; an object larger than that travels alone. */
const AT_ONCE = 16
const BYTES_AT_ONCE = 64 * 2 ** 20

export interface CopyReport {
  copied: number
  /** Of what was copied. */
  bytes: number
  /** Objects that were there already. */
  there: number
  /** Keys under which the two stores hold other bytes: they are left as they were. */
  collisions: string[]
}

export interface CopyRequest {
  from: ObjectStore
  to: ObjectStore
  /** Copied in this order, each whole before the next, and listed the other way: what the last lists is whole then. */
  prefixes: string[]
  on?: (done: number, total: number) => void
}

/**
 * Copies what one store has under some prefixes and another lacks. Safe to stop anywhere and to repeat: an object
 * arrives whole or not at all, and never over another. Throws `StoreError` where a store fails.
 */
export async function copyMissing({ from, to, prefixes, on = () => {} }: CopyRequest): Promise<CopyReport> {
  const isSame = comparison(from, to)
  const report: CopyReport = { copied: 0, bytes: 0, there: 0, collisions: [] }
  const lacking: StoredObject[][] = []
  for (const prefix of prefixes.toReversed()) {
    const missing: StoredObject[] = []
    const both: { theirs: StoredObject; ours: StoredObject }[] = []
    for await (const { theirs, ours } of sideBySide(from.list(prefix), to.list(prefix))) {
      if (ours === null) missing.push(theirs)
      else both.push({ theirs, ours })
    }
    await atOnce(both, async ({ theirs, ours }) => {
      if (await isSame(theirs, ours)) report.there += 1
      else report.collisions.push(theirs.key)
    })
    lacking.unshift(missing)
  }
  const total = lacking.reduce((sum, missing) => sum + missing.length, 0)
  let done = 0
  for (const missing of lacking) {
    await atOnce(missing, async ({ key }) => {
      const bytes = await from.get(key)
      if ((await to.put(key, bytes)) === 'stored') {
        report.copied += 1
        report.bytes += bytes.length
      } else if (Buffer.compare(bytes, await to.get(key)) === 0) report.there += 1
      else report.collisions.push(key)
      done += 1
      on(done, total)
    })
  }
  report.collisions.sort()
  return report
}

/** Two lists in the order of their keys become one: every object of theirs, with ours of the same key. */
async function* sideBySide(theirs: AsyncIterable<StoredObject>, ours: AsyncIterable<StoredObject>) {
  const own = ours[Symbol.asyncIterator]()
  try {
    let mine = await own.next()
    for await (const object of theirs) {
      // Keys are ASCII: the order of their characters is that of their bytes.
      while (!mine.done && mine.value.key < object.key) mine = await own.next()
      yield { theirs: object, ours: !mine.done && mine.value.key === object.key ? mine.value : null }
    }
  } finally {
    await own.return?.()
  }
}

/**
 * Whether two objects of one key hold the same bytes, by what the lists tell: their sizes and, where a service gives
 * one, the MD5. Some services give another hash in its place: where the bytes are found to be equal all the same, that
 * hash is believed no more and the sizes decide.
 */
function comparison(from: ObjectStore, to: ObjectStore) {
  let tellsMd5 = true
  return async (theirs: StoredObject, ours: StoredObject): Promise<boolean> => {
    if (theirs.size !== ours.size) return false
    if (theirs.md5 === undefined || theirs.md5 === ours.md5 || !tellsMd5) return true
    const own = await to.get(ours.key)
    if (md5(own) === theirs.md5) return true
    const isEqual = Buffer.compare(own, await from.get(theirs.key)) === 0
    if (isEqual) tellsMd5 = false
    return isEqual
  }
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

/** Does the work for all objects, so many at once that their bytes have room in memory. The first error ends it. */
async function atOnce<T extends StoredObject | { theirs: StoredObject }>(
  objects: T[],
  work: (object: T) => Promise<void>,
): Promise<void> {
  const inFlight = new Set<Promise<void>>()
  let bytes = 0
  try {
    for (const object of objects) {
      const { size } = 'theirs' in object ? object.theirs : object
      while (inFlight.size >= AT_ONCE || (inFlight.size > 0 && bytes + size > BYTES_AT_ONCE)) {
        await Promise.race(inFlight)
      }
      bytes += size
      const job = work(object).finally(() => {
        bytes -= size
        inFlight.delete(job)
      })
      inFlight.add(job)
    }
    await Promise.all(inFlight)
  } finally {
    // Whoever hears of an error may close the stores: nothing is on its way any more.
    await Promise.allSettled(inFlight)
  }
}
