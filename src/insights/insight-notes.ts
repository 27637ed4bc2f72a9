import type { Coverage } from './insight-coverage.ts'
import type { InsightRequest } from './insight-parameters.ts'

/** What a reader of the rows must be told: mostly why there are none. */
export function writeNotes({ insight, parameters, issue }: InsightRequest, { observed }: Coverage): string[] {
  const { from, to, across_gaps } = parameters
  if (typeof from === 'string' && typeof to === 'string') {
    return observed === 0 ? [`there is no issue from ${from} to ${to}`] : []
  }
  const compares = insight.parameters.some(({ name }) => name === 'across_gaps')
  if (!compares || issue === null) return []
  const { chart_date, previous_date, missing_before, chart_size, previous_size } = issue
  if (previous_date === null)
    return [`${chart_date} is the first observed issue: there is none to compare it with`]
  if (missing_before > 0 && across_gaps !== true) {
    return [
      `${missing_before} expected ${missing_before === 1 ? 'issue' : 'issues'} between ${previous_date} and ${chart_date} were not observed, so the two are not compared; --across-gaps compares them`,
    ]
  }
  if (previous_size !== null && previous_size !== chart_size) {
    const depth = Math.min(previous_size, chart_size)
    return [`the size changed from ${previous_size} to ${chart_size}: compared down to position ${depth}`]
  }
  return []
}
