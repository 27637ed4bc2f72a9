import { UsageError } from '../../domain/errors.ts'
import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import type { Parameters, ResultRow, Warehouse } from '../../warehouse/warehouse.ts'
import { findRecording } from '../find-by-name.ts'
import { type Answer, type InsightContext, runInsight } from '../run-insight.ts'
import { evidenceQuery, isOfRecording, selectEvidence } from './evidence.ts'
import { type EvidenceStores, type Origin, traceOrigins } from './origins.ts'

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

/** An issue that an answer is based on, with its entries and their origin. */
export interface ExplainedIssue extends Origin {
  source: string
  chart: string
  chart_date: string
  snapshot_id: string
  transform_version: number
  /** When the source responded, UTC. */
  fetched_at: string
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
  issues: ExplainedIssue[]
}

/**
 * Traces an answer back to chart entries, to the curated files from which they were loaded, and to the raw objects of
 * these, whose hashes it computes again. It does not know single insights, only the names of parameters and columns, and
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
  const { conditions, values } = selectEvidence(answer.parameters, row)
  if (song !== undefined) {
    const { source, chart } = answer.parameters
    const on = source === null || chart === null ? null : { source: String(source), chart: String(chart) }
    conditions.entries.push(isOfRecording('named'))
    values.named = await findRecording(warehouse, on, song, pick)
  }
  const result = await warehouse.query(evidenceQuery(conditions), { ...values, limit })
  const rows = readRows(result, evidenceColumns)
  const found = groupByIssue(rows)
  const origins = await traceOrigins(stores, found)
  return {
    insight: answer.insight,
    parameters: answer.parameters,
    row,
    issue_count: rows[0]?.issue_count ?? 0,
    entry_count: rows[0]?.entry_count ?? 0,
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

/** An issue as the warehouse has it. */
type FoundIssue = Omit<ExplainedIssue, keyof Origin> & {
  raw_key: string
  content_hash: string
  source_url: string | null
}

function groupByIssue(rows: TypedRow<typeof evidenceColumns>[]): FoundIssue[] {
  const issues = new Map<string, FoundIssue>()
  for (const row of rows) {
    const { position, song_id, recording_id, song, issue_count: _i, entry_count: _e, ...found } = row
    const key = JSON.stringify([row.source, row.chart, row.chart_date])
    const issue = issues.get(key) ?? { ...found, entries: [] }
    issues.set(key, issue)
    if (position === null || song_id === null || recording_id === null) continue
    issue.entries.push({ position, song_id, recording_id, song })
  }
  return [...issues.values()]
}
