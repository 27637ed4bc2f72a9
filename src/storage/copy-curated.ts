import { sha256 } from '../domain/hash.ts'
import { tableNames } from '../domain/tables/tables.ts'
import { type Comparison, isComparisonDue, readComparison, writeComparison } from './comparisons.ts'
import { type CopyReport, copyMissing } from './copy-objects.ts'
import { findFirstDate, findFirstRun, listRecent } from './find-arrivals.ts'
import { findPurgedKeys } from './purged/find-purged.ts'
import { readPurges } from './purged/read-purges.ts'
import { listStatedFiles } from './snapshot-files.ts'
import type { ObjectStore, StoredObject } from './store.ts'

export interface CuratedCopy {
  from: ObjectStore
  to: ObjectStore
  /** The data directory, which remembers what was copied. */
  folder: string
  /** ISO instant of the clock. */
  now: string
  /** True: everything is compared, also if that was done in the last week. */
  all: boolean
  on(done: number, total: number): void
}

export interface CuratedCopyReport extends CopyReport {
  /** Files of the source that a purge covers. They are not copied. */
  purged: number
  /** False: only files of the last weeks of each chart were compared. */
  is_whole: boolean
}

/** What an earlier copy has seen of a bucket. */
interface Copied extends Comparison {
  /** The newest chart date by `<source>/<chart>/`. */
  newest: Record<string, string>
  newestRun: string
}

/** `chart_issues` last, as transform writes it: it lists the files of a snapshot. */
const wholePrefixes = [...tableNames.filter((name) => name !== 'chart_issues'), 'chart_issues'].map(
  (name) => `${name}/`,
)

/** The tables whose files lead to the others, which are copied before them. */
const recentPrefixes = ['settings/', 'runs/', 'rejects/', 'chart_issues/']

/**
 * Copies the curated files that a store lacks. After the first copy, only files of the last weeks of each chart are listed,
 * and once a week all. A copy that is interrupted changes nothing of what the next one lists.
 */
export async function copyCurated(request: CuratedCopy): Promise<CuratedCopyReport> {
  const { from, folder, now, all } = request
  const name = `pull-${sha256(from.address).slice(0, 12)}`
  const last = await readComparison<Copied>(folder, name, from.address)
  const recent = last === null || all || isComparisonDue(last, now) ? null : last
  const { report, newest, newestRun } = await (recent === null
    ? copyAll(request)
    : copyRecent(request, recent))
  // Otherwise the next copy compares everything, and finds them again.
  if (report.collisions.length === 0)
    await writeComparison<Copied>(folder, name, {
      of: from.address,
      at: recent?.at ?? now,
      newest,
      newestRun,
    })
  return report
}

async function copyAll({ from, to, on }: CuratedCopy) {
  const newest: Copied['newest'] = {}
  for (const source of await from.listFolders('chart_issues/')) {
    for (const chart of await from.listFolders(source)) {
      const date = (await from.listFolders(chart)).at(-1)?.slice(chart.length, -1)
      if (date !== undefined) newest[chart.slice('chart_issues/'.length)] = date
    }
  }
  let newestRun = ''
  for await (const { key } of from.list('runs/')) newestRun = key
  const except = await findPurgedKeys(from, await readBothPurges(from, to))
  const copied = await copyMissing({ from, to, prefixes: wholePrefixes, except, on })
  return { report: { ...copied, purged: except.size, is_whole: true }, newest, newestRun }
}

async function copyRecent({ from, to, now, on }: CuratedCopy, last: Copied) {
  const list = (store: ObjectStore, prefix: string): AsyncIterable<StoredObject> => {
    if (prefix === 'settings/') return store.list(prefix)
    const after = findFirstRun(last.newestRun)
    if (prefix === 'runs/') return store.list(prefix, after === null ? {} : { after })
    return listRecent(store, prefix, (chart) => findFirstDate(last.newest[chart], now))
  }
  const listed = new Map<string, StoredObject[]>()
  // In the opposite order of copying: what the last table refers to is listed later.
  for (const prefix of recentPrefixes.toReversed()) listed.set(prefix, await collect(list(from, prefix)))
  const keys = [...listed.values()].flat().map(({ key }) => key)
  const except = await findPurgedKeys(from, await readBothPurges(from, to), keys)
  const copied = await copyMissing({
    ...{ from, to, prefixes: recentPrefixes, except, on },
    list: (store, prefix) => (store === from ? generate(listed.get(prefix) ?? []) : list(store, prefix)),
    listParts: async (key, bytes) => (key.startsWith('chart_issues/') ? listStatedFiles(key, bytes) : []),
  })
  return { report: { ...copied, purged: except.size, is_whole: false }, ...findNewest(keys, last) }
}

function findNewest(keys: string[], last: Copied): Pick<Copied, 'newest' | 'newestRun'> {
  const newest = { ...last.newest }
  let { newestRun } = last
  for (const key of keys) {
    const [, chart = '', date = ''] = /^chart_issues\/([^/]+\/[^/]+\/)(\d{4}-\d{2}-\d{2})\//.exec(key) ?? []
    if (date > (newest[chart] ?? '')) newest[chart] = date
    if (key.startsWith('runs/') && key > newestRun) newestRun = key
  }
  return { newest, newestRun }
}

async function readBothPurges(from: ObjectStore, to: ObjectStore) {
  return [...(await readPurges(to)), ...(await readPurges(from))]
}

async function collect(objects: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const all: StoredObject[] = []
  for await (const object of objects) all.push(object)
  return all
}

async function* generate(objects: StoredObject[]) {
  yield* objects
}
