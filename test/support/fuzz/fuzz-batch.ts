import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findStatedKey } from '../../../src/doctor/inspect-raw.ts'
import { parseRawKey } from '../../../src/domain/keys.ts'
import { importFiles } from '../../../src/extract/import/import-files.ts'
import { random } from '../../../src/simulator/world/random.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import type { Stores } from '../../../src/storage/store.ts'
import { findRawKeys } from '../../../src/transform/backlog.ts'
import { transformPending } from '../../../src/transform/transform-pending.ts'
import { listKeys } from '../fixtures/snapshots.ts'
import { caseKey, createCase, type FuzzCase } from './fuzz-cases.ts'
import { countRows, readFailures, require } from './fuzz-checks.ts'

/** What became of some cases. */
export interface FuzzCounts {
  cases: number
  /** Files that import refused. */
  refused: number
  transformed: number
  failed: number
  /** Of those that failed: an error of ours, not one of the bytes. */
  unexpected: number
  /** Items in what was transformed, where their number is known. */
  items: number
  entries: number
  rejects: number
}

/** Cases of a batch. */
const BATCH = 100

/** Feeds cases to import and transform, batch by batch. Throws where a case is lost or counted wrongly. */
export async function fuzz(seed: number, cases: number): Promise<FuzzCounts> {
  const total = emptyCounts()
  for (let start = 0; start < cases; start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, cases - start) }, (_, index) => start + index)
    const batch = numbers.map((number) => createCase(random('fuzz', seed, number), number))
    const counts = await runBatch(batch)
    for (const name of Object.keys(total) as (keyof FuzzCounts)[]) total[name] += counts[name]
  }
  return total
}

export async function runBatch(batch: FuzzCase[]): Promise<FuzzCounts> {
  const stores = { raw: memoryStore(), curated: memoryStore() }
  const { expected, refused } = await putIn(stores, batch)
  const { transformed, failed, pending, entries, rejects } = await transformPending(stores)

  const read = await findRawKeys(stores.raw, 'processed')
  const failures = await readFailures(stores)
  const left = await listKeys(stores.raw, 'to_process/')
  require(left.length === 0 && pending.length === 0, 'nothing stays pending', left)
  require(read.length === transformed, 'each object that was transformed is in processed/', transformed)
  require(failures.length === failed.length, 'each object that failed is in failed/, with its reason', failed)
  require(read.length + failed.length === expected.size, 'no object is lost', batch.length)

  const counts = { ...emptyCounts(), cases: batch.length, refused, transformed, failed: failed.length }
  for (const rawKey of read) {
    const { items, ...sums } = await countRows(stores, rawKey)
    const known = expected.get(rawKey) ?? null
    require(known === null || known === items, `${rawKey}: entries and rejects are the items put in`, [
      known,
      items,
    ])
    counts.items += items
    counts.entries += sums.entries
    counts.rejects += sums.rejects
  }
  require(counts.entries === entries, 'the report counts the entries', entries)
  require(counts.rejects + failed.length === rejects, 'the report counts the rejects', rejects)
  counts.unexpected = failures.filter(({ reason }) => reason === 'unexpected').length
  return counts
}

/** Stores the objects and imports the files. Returns the raw keys, with the number of items where it is known. */
async function putIn(stores: Stores, batch: FuzzCase[]) {
  const expected = new Map<string, number | null>()
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-fuzz-'))
  try {
    for (const each of batch) {
      // A folder each, because the name of a file also says which chart and date it is.
      if (each.kind === 'file') {
        await mkdir(join(folder, each.name))
        await writeFile(join(folder, each.name, 'top-2026-01-05'), each.bytes)
      } else {
        const stated = findStatedKey(each.bytes)
        // Under another key than that of its bytes an object fails before a reader sees it.
        const isFree = stated !== null && parseRawKey(stated) !== null && !expected.has(stated)
        const rawKey = isFree ? stated : caseKey(each)
        await stores.raw.put(`to_process/${rawKey}`, each.bytes)
        expected.set(rawKey, each.items)
      }
    }
    const config = { charts: [], unsplit_artists: [] }
    const { files, refused } = await importFiles({ ...stores, paths: [folder], config })
    const written = batch.filter(({ kind }) => kind === 'file')
    require(files.length === written.length, 'each file is imported or refused', files)
    for (const { outcome, reason, key, charts } of files) {
      require((outcome === 'refused') ===
        (reason !== null && key === null), 'a refused file has a reason', reason)
      require(!reason?.startsWith('unexpected'), 'no file is refused by a mistake of ours', reason)
      const items = charts.reduce((sum, chart) => sum + chart.entries + chart.rejects, 0)
      if (key !== null) expected.set(key, items)
    }
    return { expected, refused }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function emptyCounts(): FuzzCounts {
  return {
    ...{ cases: 0, refused: 0, transformed: 0, failed: 0, unexpected: 0 },
    ...{ items: 0, entries: 0, rejects: 0 },
  }
}
