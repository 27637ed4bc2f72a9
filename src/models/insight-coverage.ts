import { addDays, expectedDates } from '../calendar.ts'
import type { Issue } from './insight-charts.ts'
import type { Insight } from './insight-header.ts'
import type { Asked } from './insight-parameters.ts'

/** Issues of a span: those that are there, and those that the calendar expects. */
export interface Coverage {
  observed: number
  expected: number
}

/** What of a question decides which issues its answer rests on. */
interface Spanned extends Pick<Asked, 'parameters' | 'issues'> {
  insight: Pick<Insight, 'parameters'>
}

/**
 * Coverage of what an answer rests on: `from` and `to`; for a comparison with the previous issue the days since
 * then; for an issue otherwise everything up to it; else all issues.
 */
export function coverageOf(asked: Spanned): Coverage {
  const { from, to } = spanOf(asked)
  const isWithin = (date: string) => date >= from && date <= to
  let observed = 0
  let missing = 0
  for (const issue of asked.issues) {
    if (isWithin(issue.chart_date)) observed += 1
    if (issue.missing_before > 0) missing += missingDates(issue).filter(isWithin).length
  }
  return { observed, expected: observed + missing }
}

function spanOf({ parameters, issues, insight }: Spanned): { from: string; to: string } {
  const whole = { from: '', to: '9999-12-31' }
  const { on, from, to } = parameters
  if (typeof on === 'string') {
    const previous = issues.find(({ chart_date }) => chart_date === on)?.previous_date ?? null
    const compares = insight.parameters.some(({ name }) => name === 'across_gaps')
    return { from: compares ? (previous === null ? on : addDays(previous, 1)) : whole.from, to: on }
  }
  return {
    from: typeof from === 'string' ? from : whole.from,
    to: typeof to === 'string' ? to : whole.to,
  }
}

/** The unobserved days between an issue and the one before it on which the calendar expected one. */
function missingDates({ previous_date, chart_date, missing_before, cadence, weekdays }: Issue): string[] {
  if (previous_date === null) return []
  const next = addDays(previous_date, cadence === 'weekly' && weekdays === null ? 7 : 1)
  return expectedDates({ cadence, weekdays }, next, addDays(chart_date, -1)).slice(0, missing_before)
}
