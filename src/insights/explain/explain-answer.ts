import { UsageError } from '../../domain/errors.ts'
import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import type { Parameters, ResultRow, Warehouse } from '../../warehouse/warehouse.ts'
import { findRecording } from '../find-by-name.ts'
import { type Answer, type InsightContext, runInsight } from '../run-insight.ts'
import { evidenceQuery, isOfRecording, selectEvidence, selectEvidenceOfRows } from './evidence.ts'
import { type EvidenceStores, type Origin, traceOrigin } from './origins.ts'

/** Which part of an answer to explain. */
export interface ExplainOptions {
  /** Row of the answer, from 1; left out for the whole answer. */
  row?: number | undefined
  /** Id or any part of a title, for insights without a parameter `song`. */
  song?: string | undefined
  /** Which of several songs with that text in their name, from 1. */
  pick?: number | undefined
  /** Number of issues to list, newest first; the others are counted. */
  issues: number
}

export interface ExplainedEntry {
  position: number
  song_id: string
  recording_id: string
  song: string | null
}

/** A snapshot that an answer is based on, with its origin and those of its issues that count. */
export interface ExplainedSnapshot extends Origin {
  snapshot_id: string
  transform_version: number
  /** When the source responded, UTC. */
  fetched_at: string
  issues: ExplainedIssue[]
}

/** An issue that an answer is based on, with its entries. */
export interface ExplainedIssue {
  source: string
  chart: string
  chart_date: string
  /** Its entries that count for the answer. Empty if their absence is what counts. */
  entries: ExplainedEntry[]
}

export interface Explanation {
  insight: string
  parameters: Parameters
  /** The explained row; null for the whole answer. */
  row: ResultRow | null
  /** All issues and entries that it is based on, listed or not. */
  issue_count: number
  entry_count: number
  /** Each snapshot once, that of the newest issue first. */
  snapshots: ExplainedSnapshot[]
}

/**
 * Traces an answer back to chart entries, to the curated files from which they were loaded, and to the raw objects of
 * these, whose hashes it computes again. With `limit`, only the rows up to it count. It does not know single insights, only the names of parameters and columns, and
 * rather includes an entry too many than one too few. Throws a `UsageError` for a row or song that does not exist, and
 * whatever the insight throws.
 */
export async function explain(
  stores: EvidenceStores & { warehouse: Warehouse },
  insight: { name: string; given: Record<string, string> },
  { row: number, song, pick, issues: limit }: ExplainOptions,
  context: InsightContext,
): Promise<Explanation> {
  const { warehouse } = stores
  const answer = await runInsight(warehouse, insight.name, insight.given, context)
  const row = pickRow(answer, number)
  const isLimited = row === null && insight.given.limit !== undefined && isFew(answer.rows)
  const { conditions, values } = isLimited
    ? selectEvidenceOfRows(answer.parameters, answer.rows)
    : selectEvidence(answer.parameters, row)
  if (song !== undefined) {
    const { source, chart } = answer.parameters
    const on = source === null || chart === null ? null : { source: String(source), chart: String(chart) }
    conditions.entries.push(isOfRecording('named'))
    values.named = await findRecording(warehouse, on, song, pick)
  }
  const result = await warehouse.query(evidenceQuery(conditions), { ...values, limit })
  const rows = readRows(result, evidenceColumns)
  return {
    insight: answer.insight,
    parameters: answer.parameters,
    row,
    issue_count: rows[0]?.issue_count ?? 0,
    entry_count: rows[0]?.entry_count ?? 0,
    snapshots: await traceSnapshots(stores, groupBySnapshot(rows)),
  }
}

/** The most rows whose conditions one query can hold. For more the whole answer is explained. */
const MANY_ROWS = 200
const isFew = (rows: ResultRow[]) => rows.length > 0 && rows.length <= MANY_ROWS

async function traceSnapshots(stores: EvidenceStores, found: FoundSnapshot[]): Promise<ExplainedSnapshot[]> {
  const snapshots: ExplainedSnapshot[] = []
  for (const { raw_key, content_hash, source_url, ...snapshot } of found) {
    const { transform_version } = snapshot
    const origin = await traceOrigin(stores, { raw_key, content_hash, source_url, transform_version })
    snapshots.push({ ...snapshot, ...origin })
  }
  return snapshots
}

function pickRow({ rows, insight }: Answer, number: number | undefined): ResultRow | null {
  if (number === undefined) return null
  const row = rows[number - 1]
  if (row !== undefined) return row
  if (rows.length === 0) throw new UsageError(`${insight} has no rows`, { advice: 'omit --row' })
  throw new UsageError(`${insight} has no row ${number}`, { advice: `pass --row with 1 to ${rows.length}` })
}

const evidenceColumns = {
  source: 'text',
  chart: 'text',
  chart_date: 'text',
  snapshot_id: 'text',
  transform_version: 'number',
  fetched_at: 'text',
  raw_key: 'text',
  content_hash: 'text',
  source_url: 'text?',
  issue_count: 'number',
  entry_count: 'number',
  position: 'number?',
  song_id: 'text?',
  recording_id: 'text?',
  song: 'text?',
} as const

/** A snapshot as the warehouse has it. */
type FoundSnapshot = Omit<ExplainedSnapshot, keyof Origin> & {
  raw_key: string
  content_hash: string
  source_url: string | null
}

/** The snapshots, that of the newest issue first. A snapshot of a file may have many issues. */
function groupBySnapshot(rows: TypedRow<typeof evidenceColumns>[]): FoundSnapshot[] {
  const snapshots = new Map<string, FoundSnapshot>()
  const issues = new Map<string, ExplainedIssue>()
  for (const row of rows) {
    const {
      source,
      chart,
      chart_date,
      position,
      song_id,
      recording_id,
      song,
      issue_count: _i,
      entry_count: _e,
      ...found
    } = row
    const snapshotKey = JSON.stringify([row.raw_key, row.transform_version, row.content_hash])
    const snapshot = snapshots.get(snapshotKey) ?? { ...found, issues: [] }
    snapshots.set(snapshotKey, snapshot)
    const issueKey = JSON.stringify([source, chart, chart_date])
    const issue = issues.get(issueKey) ?? { source, chart, chart_date, entries: [] }
    if (!issues.has(issueKey)) snapshot.issues.push(issue)
    issues.set(issueKey, issue)
    if (position === null || song_id === null || recording_id === null) continue
    issue.entries.push({ position, song_id, recording_id, song })
  }
  return [...snapshots.values()]
}
