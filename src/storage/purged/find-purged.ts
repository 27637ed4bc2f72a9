import { mapConcurrent } from '../../domain/concurrency.ts'
import { encodeSegment, parseCuratedKey, parseRawKey, rawPrefixes } from '../../domain/keys.ts'
import { describeKey, isPurged, type Purge, type PurgeableIssue } from '../../domain/purge-rule.ts'
import { readParquet } from '../../domain/tables/read-parquet.ts'
import { snapshotTables } from '../../domain/tables/tables.ts'
import type { ObjectStore, StoredObject } from '../store.ts'
import { orNull } from '../store-errors.ts'
import { listVersions } from './erase-objects.ts'

/** All that is stored of one raw object that purges cover, whether or not a part of it is deleted already. */
export interface PurgedObject {
  rawKey: string
  /** The issues that purges cover; empty if nothing that is stored says which they are. */
  issues: StoredIssue[]
  /** Charts of the same object that no purge covers. */
  others: string[]
  /** Under any prefix. */
  raw: StoredObject[]
  /** Of all tables and transform versions; those of `chart_issues` are the last. */
  curated: StoredObject[]
}

/** An issue, with its entries if they are counted. */
export interface StoredIssue extends PurgeableIssue {
  entry_count?: number
}

/** Reads what a raw object says of its issues; null if it cannot. */
export type DescribeRaw = (object: StoredObject) => Promise<StoredIssue[] | null>

export interface PurgedQuery {
  /** Left out: only curated files are listed. */
  raw?: ObjectStore
  curated: ObjectStore
  describeRaw?: DescribeRaw
  /** The curated files to decide on; left out: all that are stored. */
  keys?: readonly string[] | undefined
  /** True: objects are found as well of which a store has former versions only. */
  hasVersions?: boolean
}

/** Objects that are read at the same time. */
const AT_ONCE = 12

/**
 * Finds what is stored in spite of purges: what a purge has not deleted yet, or what came back by a copy. An issue is known
 * by its row in `chart_issues`, else by its raw object, else by its key alone: then it counts as stored before the purge.
 */
export async function findPurged(query: PurgedQuery, purges: readonly Purge[]): Promise<PurgedObject[]> {
  const found: PurgedObject[] = []
  for (const source of new Set(purges.map((purge) => purge.source))) {
    const choose = choosePurges(purges.filter((purge) => purge.source === source))
    const groups = await groupObjects(query, source)
    await mapConcurrent([...groups.values()], AT_ONCE, async (group) => {
      const purged = await decide(query, choose, group)
      if (purged !== null) found.push(purged)
    })
  }
  return found.sort((a, b) => (a.rawKey < b.rawKey ? -1 : 1))
}

/** Keys of the curated files that purges cover, of all or of the given ones. */
export async function findPurgedKeys(
  curated: ObjectStore,
  purges: readonly Purge[],
  keys?: readonly string[],
): Promise<Set<string>> {
  const found = await findPurged({ curated, keys }, purges)
  return new Set(found.flatMap((object) => object.curated.map(({ key }) => key)))
}

type Group = Pick<PurgedObject, 'rawKey' | 'raw' | 'curated'>

/** Everything that is stored of a source, by raw key. */
async function groupObjects(
  { raw, curated, keys, hasVersions = false }: PurgedQuery,
  source: string,
): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>()
  const add = (rawKey: string, place: 'raw' | 'curated', object: StoredObject) => {
    const group = groups.get(rawKey) ?? { rawKey, raw: [], curated: [] }
    groups.set(rawKey, group)
    group[place].push(object)
  }
  const segment = encodeSegment(source)
  const list = (store: ObjectStore, prefix: string) =>
    hasVersions ? listVersions(store, prefix) : store.list(prefix)
  for (const prefix of raw === undefined ? [] : rawPrefixes) {
    for await (const object of list(raw as ObjectStore, `${prefix}/${segment}/`)) {
      const identity = parseRawKey(object.key)
      if (identity !== null) add(identity.rawKey, 'raw', object)
    }
  }
  for (const table of snapshotTables) {
    const prefix = `${table}/${segment}/`
    const given = keys?.filter((key) => key.startsWith(prefix)).map(toObject)
    for await (const object of given ?? list(curated, prefix)) {
      const identity = parseCuratedKey(object.key)
      if (identity !== null) add(identity.rawKey, 'curated', object)
    }
  }
  return groups
}

const toObject = (key: string): StoredObject => ({ key, size: 0, last_modified: new Date(0) })

/** The purges that may cover a snapshot. There may be many, each of one other snapshot. */
function choosePurges(purges: readonly Purge[]): (snapshot_id: string) => Purge[] {
  const wide: Purge[] = []
  const narrow = new Map<string, Purge[]>()
  for (const purge of purges) {
    if (purge.snapshot_id === null) wide.push(purge)
    else narrow.set(purge.snapshot_id, [...(narrow.get(purge.snapshot_id) ?? []), purge])
  }
  return (snapshot_id) => [...wide, ...(narrow.get(snapshot_id) ?? [])]
}

async function decide(
  query: PurgedQuery,
  choose: (snapshot_id: string) => Purge[],
  group: Group,
): Promise<PurgedObject | null> {
  const identity = parseRawKey(group.rawKey)
  if (identity === null) return null
  const byKey = describeKey(identity)
  const purges = choose(byKey.snapshot_id)
  // Most objects were fetched after every purge, which their key shows.
  if ('chart' in identity && !isPurged(purges, byKey)) return null
  const issues = (await readIssues(query, group)) ?? [byKey]
  const purged = issues.filter((issue) => isPurged(purges, issue))
  if (purged.length === 0) return null
  const charts = new Set(purged.map(({ chart }) => chart))
  const others = new Set(issues.map(({ chart }) => chart).filter((chart) => !charts.has(chart)))
  return {
    ...group,
    issues: purged.filter((issue) => issue !== byKey || 'chart' in identity),
    others: [...others],
  }
}

async function readIssues(query: PurgedQuery, group: Group): Promise<StoredIssue[] | null> {
  for (const { key } of group.curated.toReversed()) {
    if (!key.startsWith('chart_issues/')) continue
    const bytes = await orNull(() => query.curated.get(key))
    const rows = bytes === null ? null : await readParquet('chart_issues', bytes).catch(() => null)
    if (rows !== null && rows.length > 0) return rows
  }
  for (const object of query.describeRaw === undefined ? [] : group.raw) {
    const issues = (await query.describeRaw?.(object)) ?? null
    if (issues !== null) return issues
  }
  return null
}
