import type { Asked } from './insight-parameters.ts'

/** What a reader of the rows must be told: mostly why there are none. */
export function notesOf({ insight, parameters, issues }: Asked): string[] {
  const { on, from, to, across_gaps } = parameters
  if (typeof from === 'string' && typeof to === 'string') {
    const isEmpty = !issues.some(({ chart_date }) => chart_date >= from && chart_date <= to)
    return isEmpty ? [`there is no issue from ${from} to ${to}`] : []
  }
  const compares = insight.parameters.some(({ name }) => name === 'across_gaps')
  const issue = issues.find(({ chart_date }) => chart_date === on)
  if (!compares || issue === undefined) return []
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
