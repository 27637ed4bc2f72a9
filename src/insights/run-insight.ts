import { UsageError } from '../domain/errors.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import { sqlFiles } from '../models/model-files.ts'
import type { Parameters, ResultRow, Warehouse } from '../warehouse/warehouse.ts'
import { type Coverage, measureCoverage } from './insight-coverage.ts'
import { type Insight, parseInsight } from './insight-header.ts'
import { requireNeeds } from './insight-needs.ts'
import { writeNotes } from './insight-notes.ts'
import { type InsightRequest, resolveParameters } from './insight-parameters.ts'
import type { Refuse } from './insight-terms.ts'

/** What an insight cannot know of itself. */
export interface InsightContext {
  /** The clock, an ISO instant. */
  now: string
  /** The default refuses nothing. */
  refuse?: Refuse
}

export interface Answer {
  insight: string
  /** As they were understood: the chart and song that were meant, the dates that were left out. */
  parameters: Parameters
  /** Issues of the span that the answer rests on. */
  coverage: Coverage
  columns: string[]
  rows: ResultRow[]
  /** Column → how its values are drawn, see `Insight`. */
  draw: Record<string, string>
  spare: string[]
  /** Words for the reader, e.g. why there are no rows. */
  notes: string[]
}

/** Every insight, by name. */
export function listInsights(): Insight[] {
  return [...sqlFiles('insights')].map(([name, sql]) => parseInsight(name, sql))
}

/** One insight. Throws a `UsageError` with the nearest name where there is none. */
export function readInsight(name: string): Insight {
  const files = sqlFiles('insights')
  const sql = files.get(name)
  if (sql === undefined) {
    throw new UsageError(`there is no insight ${name}`, { advice: didYouMean(name, [...files.keys()]) })
  }
  return parseInsight(name, sql)
}

/**
 * Answers a question by name. Throws a `UsageError` for an unknown name, parameter or value, and code
 * `NotAvailable` where the source does not give what the question needs, `TermsNotAccepted` where its terms forbid
 * to ask it.
 */
export function runInsight(
  warehouse: Warehouse,
  name: string,
  given: Record<string, string>,
  context: InsightContext,
): Promise<Answer> {
  return answerInsight(warehouse, readInsight(name), given, context)
}

/** What an insight is asked with everything filled in: nothing forbids it and nothing is missing that it needs. */
export async function prepareInsight(
  warehouse: Warehouse,
  insight: Insight,
  given: Record<string, string>,
  context: InsightContext,
): Promise<InsightRequest> {
  const asked = await resolveParameters(warehouse, insight, given, context)
  await requireNeeds(warehouse, insight, asked.chart)
  return asked
}

/** The same for an insight that was read already. */
export async function answerInsight(
  warehouse: Warehouse,
  insight: Insight,
  given: Record<string, string>,
  context: InsightContext,
): Promise<Answer> {
  const asked = await prepareInsight(warehouse, insight, given, context)
  const { columns, rows } = await warehouse.query(insight.sql, asked.parameters)
  const coverage = await measureCoverage(warehouse, asked)
  return {
    insight: insight.name,
    parameters: asked.parameters,
    coverage,
    columns,
    rows,
    draw: insight.draw,
    spare: insight.spare,
    notes: writeNotes(asked, coverage),
  }
}
