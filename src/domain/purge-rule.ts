import { getSnapshotId, type RawIdentity, snapshotInstant } from './keys.ts'

/**
 * A decision to forget what was stored before an instant: everything of a source, of a chart, or of one fetch or import.
 * A row of the table `settings` with kind `purge`.
 */
export interface Purge extends PurgeScope {
  /** ISO instant. */
  purged_at: string
}

/** What a purge is about: a source; a chart of it; or one snapshot, of an import of many issues in all its charts. */
export interface PurgeScope {
  source: string
  chart: string | null
  chart_date: string | null
  /** `import-<import id>` for an import. */
  snapshot_id: string | null
}

/** What decides whether an issue of a snapshot was purged. */
export interface PurgeableIssue {
  source: string
  chart: string
  chart_date: string
  snapshot_id: string
  /** ISO instant. */
  fetched_at: string
  /** ISO instant of the last purge that the snapshot was stored after, as its header states; null without one. */
  after_purge: string | null
}

/**
 * Whether a purge covers the issue. What states that it was stored after the purge is not covered, nor is what was fetched
 * after it. A file does not state when it was imported, so an import is covered unless it states the purge, and so is a
 * snapshot that a purge names. `core.purged_snapshots` has the same rule in SQL.
 */
export function isPurged(purges: readonly Purge[], issue: PurgeableIssue): boolean {
  return findPurge(purges, issue) !== null
}

/** The newest purge that covers the issue; null without one. */
export function findPurge(purges: readonly Purge[], issue: PurgeableIssue): Purge | null {
  let newest: Purge | null = null
  for (const purge of purges) {
    if (!isInScope(purge, issue) || isAfter(purge, issue)) continue
    if (newest === null || purge.purged_at > newest.purged_at) newest = purge
  }
  return newest
}

/**
 * The instant that a new snapshot has to state, so that no earlier purge covers it; null if none does. What it states is
 * part of its id: `describe` returns its issues if it states the given instant.
 */
export function findAfterPurge(
  purges: readonly Purge[],
  describe: (after_purge: string | null) => PurgeableIssue[],
): string | null {
  let after_purge: string | null = null
  for (;;) {
    const found: Purge[] = describe(after_purge).flatMap((issue) => findPurge(purges, issue) ?? [])
    const newest = found
      .map(({ purged_at }) => purged_at)
      .sort()
      .at(-1)
    if (newest === undefined) return after_purge
    // Later than before, because what states an instant is covered by no purge up to it.
    after_purge = newest
  }
}

/**
 * What the key of a raw object says of it: the second of a fetch, and of an import only its id. It is as good as nothing
 * stored after a purge.
 */
export function describeKey(identity: RawIdentity): PurgeableIssue {
  if ('chart' in identity) {
    const { source, chart, chart_date, snapshot_id } = identity
    const fetched_at = snapshotInstant(snapshot_id) ?? ''
    return { source, chart, chart_date, snapshot_id, fetched_at, after_purge: null }
  }
  const snapshot_id = getSnapshotId(identity)
  const unknown = { chart: '-', chart_date: '-', fetched_at: '', after_purge: null }
  return { source: identity.source, snapshot_id, ...unknown }
}

/** Whether an issue belongs to what a purge is about, whenever it was stored. */
export function isInScope(scope: PurgeScope, issue: PurgeableIssue): boolean {
  if (scope.source !== issue.source) return false
  const names = ['chart', 'chart_date', 'snapshot_id'] as const
  return names.every((name) => scope[name] === null || scope[name] === issue[name])
}

/** How a person names what a purge is about: `hitparade purge` accepts it. */
export function formatPurgeScope({ source, chart, snapshot_id }: PurgeScope): string {
  if (snapshot_id !== null) return snapshot_id.replace(/^import-/, '')
  return chart === null ? source : `${source}/${chart}`
}

function isAfter({ purged_at, snapshot_id }: Purge, issue: PurgeableIssue): boolean {
  if (issue.after_purge !== null && issue.after_purge >= purged_at) return true
  const isFetch = snapshot_id === null && !issue.snapshot_id.startsWith('import-')
  return isFetch && issue.fetched_at > purged_at
}
