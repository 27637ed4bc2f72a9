import { formatChartName } from '../domain/chart-name.ts'
import { UsageError } from '../domain/errors.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import { modelFiles } from '../models/model-files.ts'
import type { Parameters, ResultRow, Warehouse } from '../warehouse/warehouse.ts'
import { type CreditsRead, findCreditsRead } from './credit-texts.ts'
import {
  type Coverages,
  measureCoverage,
  measureOtherCoverage,
  requireIssues,
  writeNotes,
} from './insight-coverage.ts'
import { type Insight, type Matrix, parseInsight } from './insight-header.ts'
import { type FindRestriction, requireNeeds } from './insight-needs.ts'
import { type InsightRequest, resolveParameters } from './insight-parameters.ts'

/** What an insight needs from outside the warehouse. */
export interface InsightContext {
  /** The clock, an ISO instant. */
  now: string
  /** By default no source is restricted. */
  findRestriction?: FindRestriction
}

export interface Answer extends Coverages {
  insight: string
  /** The resolved values, defaults included: a chart, the id of a song, dates. */
  parameters: Parameters
  /** The charts that the answer is about, as `source/slug`. Where they are added up, those that count. */
  charts: string[]
  /** Charts that were left out of a sum, because they already contain the others. */
  left_out: string[]
  columns: string[]
  rows: ResultRow[]
  /** Column → how its values are drawn, see `Insight`. */
  draw: Record<string, string>
  key: string[]
  spare: string[]
  /** How credits were read; null if the question does not count artists. */
  credits: CreditsRead | null
  optional: string[]
  matrix: Matrix | null
  /** Sentences for the reader, e.g. why there are no rows. */
  notes: string[]
}

/** Every insight, by name. */
export function listInsights(): Insight[] {
  return [...readInsights().values()]
}

/** One insight. Throws a `UsageError` that suggests the nearest name if there is no such insight. */
export function readInsight(name: string): Insight {
  const insights = readInsights()
  const insight = insights.get(name)
  if (insight !== undefined) return insight
  throw new UsageError(`there is no insight ${name}`, { advice: didYouMean(name, [...insights.keys()]) })
}

let cache: Map<string, Insight> | undefined

function readInsights(): Map<string, Insight> {
  cache ??= new Map(
    [...modelFiles('insights')].map(([name, { sql, subject }]) => [name, parseInsight(name, sql, subject)]),
  )
  return cache
}

/**
 * Answers a question. Throws a `UsageError` for an unknown name, parameter or value, code `NotAvailable` if the source
 * does not offer what the question needs, `NoIssue` if the chart has no issue at that time, and `TermsNotAccepted` if its
 * terms do not allow the question.
 */
export async function runInsight(
  warehouse: Warehouse,
  insight: string | Insight,
  given: Record<string, string>,
  context: InsightContext,
): Promise<Answer> {
  const request = await resolveRequest(warehouse, insight, given, context)
  const { name, sql, draw, key, spare, optional, matrix } = request.insight
  const queries = [
    warehouse.query(sql, request.parameters),
    measureCoverage(warehouse, request),
    measureOtherCoverage(warehouse, request),
    findCreditsRead(warehouse, request),
  ] as const
  // None still reads when another one has failed: a process must not end meanwhile.
  await Promise.allSettled(queries)
  const [{ columns, rows }, coverage, other_coverage, credits] = await Promise.all(queries)
  // What was stored includes dates without a published issue.
  if (request.insight.derives || rows.length === 0) requireIssues(request, coverage)
  const hasNoEffect = credits === 'listed' && given.credits !== undefined
  return {
    insight: name,
    parameters: request.parameters,
    charts: request.charts.map(formatChartName),
    left_out: request.left_out.map(formatChartName),
    coverage,
    other_coverage,
    columns,
    rows,
    draw,
    key,
    spare,
    optional,
    matrix,
    credits,
    notes: [
      ...writeNotes(request, coverage, rows.length === 0),
      ...(hasNoEffect ? ['the source lists its artists, so --credits has no effect'] : []),
    ],
  }
}

/** Fills in and checks all that the question needs. Throws what `runInsight` throws. */
export async function resolveRequest(
  warehouse: Warehouse,
  insight: string | Insight,
  given: Record<string, string>,
  context: InsightContext,
): Promise<InsightRequest> {
  const known = typeof insight === 'string' ? readInsight(insight) : insight
  const request = await resolveParameters(warehouse, known, given, context)
  await requireNeeds(warehouse, known, request.names, request.parameters)
  return request
}
