import { sha256 } from '../domain/hash.ts'
import { encodeTable } from '../domain/tables/parquet-file.ts'
import { readParquet } from '../domain/tables/read-parquet.ts'
import type { Row } from '../domain/tables/tables.ts'
import { formatStamp } from '../domain/time.ts'
import { canonicalJson } from '../sources/raw/raw-object.ts'
import type { ObjectStore } from '../storage/store.ts'

/** What a person decided: a row of the table `settings`. */
export type Decision = Row<'settings'>

/** The columns that only some kinds of decisions have. */
export const emptyDecision = {
  chart: null,
  chart_date: null,
  snapshot_id: null,
  song_id: null,
  other_song_id: null,
  chart_name: null,
  scope: null,
  market: null,
  cadence: null,
  weekdays: null,
}

/**
 * Writes decisions as one curated file, `settings/<stamp>-<12 hex of its content>.parquet`; no file for an empty list.
 * Decisions are never changed: a newer one of the same key overrides an older one.
 */
export async function writeDecisions(curated: ObjectStore, decisions: Decision[]): Promise<void> {
  const [first] = decisions
  if (first === undefined) return
  await curated.put(decisionsKey(decisions, first.decided_at), encodeTable('settings', decisions))
}

/** The key of a file of decisions; it contains a hash of them. */
export function decisionsKey(decisions: Decision[], decided_at: string): string {
  const content = canonicalJson(decisions.map(withoutUnusedColumns))
  return `settings/${formatStamp(decided_at)}-${sha256(content).slice(0, 12)}.parquet`
}

/** Without the columns that files of older versions lack, so that these still have the hash in their name. */
function withoutUnusedColumns(decision: Decision): Partial<Decision> {
  const { chart_name, scope, market, cadence, weekdays, ...others } = decision
  return decision.kind === 'chart' ? decision : others
}

/**
 * Every decision that was ever written, including those that no warehouse has loaded yet. A file that cannot be read is
 * left out: no load reads it either, and `hitparade doctor` names it.
 */
export async function readDecisions(curated: ObjectStore): Promise<Decision[]> {
  const decisions: Decision[] = []
  for await (const { key } of curated.list('settings/')) {
    const bytes = await curated.get(key)
    decisions.push(...(await readParquet('settings', bytes).catch(() => [])))
  }
  return decisions
}
