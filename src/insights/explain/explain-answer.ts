import { UsageError } from '../../domain/errors.ts'
import type { Parameters, ResultRow, Warehouse } from '../../warehouse/warehouse.ts'
import { recordingCalled } from '../name-search.ts'
import { type Answer, type InsightContext, runInsight } from '../run-insight.ts'
import { evidenceQuery, ofRecording, selectEvidence } from './evidence.ts'
import { type EvidenceStores, type Origin, traceOrigins } from './origins.ts'

/** What of an answer is to be explained. */
export interface ExplainOptions {
  /** Row of the answer, from 1; all of the answer where it is left out. */
  row?: number | undefined
  /** Id or any part of a title, for insights that have no such parameter of their own. */
  song?: string | undefined
  /** Issues that are listed, the newest; the others are counted. */
  issues: number
}

export interface ExplainedEntry {
  position: number
  song_id: string
  recording_id: string
  song: string | null
}

/** An issue that an answer rests on, with its entries and where they come from. */
export interface ExplainedIssue extends Origin {
  source: string
  chart: string
  chart_date: string
  snapshot_id: string
  transform_version: number
  /** When the source answered, UTC. */
  fetched_at: string
  /** The entries of what is explained; none where it is absent. */
  entries: ExplainedEntry[]
}

export interface Explanation {
  insight: string
  parameters: Parameters
  /** The row that is explained; null for all of the answer. */
  row: ResultRow | null
  /** All issues and entries that it rests on, also those that are not listed. */
  issue_count: number
  entry_count: number
  issues: ExplainedIssue[]
}

/**
 * Follows an answer back: to the entries that it rests on, the curated files they were loaded from, and the raw
 * objects behind these, whose hashes are computed anew. It knows no insight by name, only what the columns of a
 * row and the parameters are called, and would rather give an entry too many than one too few. Throws a
 * `UsageError` for a row or song that is not there, and whatever the insight throws.
 */
export async function explain(
  stores: EvidenceStores & { warehouse: Warehouse },
  insight: { name: string; given: Record<string, string> },
  { row: number, song, issues: limit }: ExplainOptions,
  context: InsightContext,
): Promise<Explanation> {
  const { warehouse } = stores
  const answer = await runInsight(warehouse, insight.name, insight.given, context)
  const row = pickRow(answer, number)
  const { conditions, values } = selectEvidence(answer.parameters, row)
  if (song !== undefined) {
    const { source, chart } = answer.parameters
    const on = source === null || chart === null ? null : { source: String(source), chart: String(chart) }
    conditions.entries.push(ofRecording('named'))
    values.named = await recordingCalled(warehouse, on, song)
  }
  const { rows } = await warehouse.query(evidenceQuery(conditions), { ...values, limit })
  const found = grouped(rows)
  const origins = await traceOrigins(stores, found)
  return {
    insight: answer.insight,
    parameters: answer.parameters,
    row,
    issue_count: Number(rows[0]?.issue_count ?? 0),
    entry_count: Number(rows[0]?.entry_count ?? 0),
    issues: found.map(({ raw_key: _key, content_hash: _hash, source_url: _url, ...issue }, index) => ({
      ...issue,
      ...(origins[index] as Origin),
    })),
  }
}

function pickRow({ rows, insight }: Answer, number: number | undefined): ResultRow | null {
  if (number === undefined) return null
  const row = rows[number - 1]
  if (row !== undefined) return row
  throw new UsageError(`${insight} has no row ${number}`, { advice: `expected 1 to ${rows.length}` })
}

/** An issue as the warehouse knows it. */
type FoundIssue = Omit<ExplainedIssue, keyof Origin> & {
  raw_key: string
  content_hash: string
  source_url: string | null
}

function grouped(rows: ResultRow[]): FoundIssue[] {
  const issues = new Map<string, FoundIssue>()
  for (const { position, song_id, recording_id, song, issue_count: _i, entry_count: _e, ...row } of rows) {
    const key = JSON.stringify([row.source, row.chart, row.chart_date])
    const issue = issues.get(key) ?? ({ ...row, entries: [] } as unknown as FoundIssue)
    issues.set(key, issue)
    if (position === null) continue
    issue.entries.push({ position, song_id, recording_id, song } as ExplainedEntry)
  }
  return [...issues.values()]
}
