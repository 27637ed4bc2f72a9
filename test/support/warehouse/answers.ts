import { HitparadeError } from '../../../src/domain/errors.ts'
import type { Insight } from '../../../src/insights/insight-header.ts'
import { type Answer, listInsights, runInsight } from '../../../src/insights/run-insight.ts'
import type { Warehouse } from '../../../src/warehouse/warehouse.ts'

/** An instant after all issues of tests: the clock enters insights as a parameter only. */
export const now = '2026-03-01T08:00:00Z'

/** What was asked, as text, and the answer; a refusal where the source lacks what is asked for. */
export type Answers = Map<string, Answer | string>

/**
 * Every insight's answer to every set of parameters, of which each takes those that it knows: one that takes an issue or a
 * span takes the issue. A set that gives an insight nothing new is asked once.
 */
export async function getAnswers(warehouse: Warehouse, sets: Record<string, string>[]): Promise<Answers> {
  const answers: Answers = new Map()
  for (const insight of listInsights())
    for (const [name, one] of await answersTo(insight, warehouse, sets)) answers.set(name, one)
  return answers
}

/** One insight's answers. */
export async function answersTo(
  insight: Insight,
  warehouse: Warehouse,
  sets: Record<string, string>[],
): Promise<Answers> {
  const answers: Answers = new Map()
  for (const set of sets) {
    const present = insight.parameters.filter(({ name }) => set[name] !== undefined)
    const isOfIssue = present.some(({ name }) => name === 'on')
    const known = present.filter(({ name }) => !(isOfIssue && ['from', 'to'].includes(name)))
    const given = Object.fromEntries(known.map(({ name }) => [name, set[name] ?? '']))
    const isWhole = insight.parameters.every(({ name, initial }) => initial !== null || name in given)
    const name = `${insight.name} ${JSON.stringify(given)}`
    if (isWhole && !answers.has(name)) answers.set(name, await answerOrRefusal(warehouse, insight, given))
  }
  return answers
}

async function answerOrRefusal(warehouse: Warehouse, insight: Insight, given: Record<string, string>) {
  try {
    return await runInsight(warehouse, insight, given, { now })
  } catch (error) {
    if (error instanceof HitparadeError && error.code === 'NotAvailable') return error.message
    throw error
  }
}
