import { SourceError } from '../../domain/errors.ts'

/**
 * Compares the date that an answer states with the chart date that was requested. Throws `NotYet`, which a later try can
 * end, if the newest chart is older; `Passed` if it is newer.
 */
export function requireDate(source: string, stated: string, { chart_date }: { chart_date: string }): void {
  if (stated === chart_date) return
  const problem = `the chart of ${source} is of ${stated}, expected ${chart_date}`
  const details = { stated, chart_date }
  if (stated < chart_date) {
    const advice = `it has not appeared yet: try again later, or set a later "run_at"`
    throw new SourceError('NotYet', problem, { advice, details, retryable: true })
  }
  throw new SourceError('Passed', problem, {
    advice: `${source} no longer shows the older chart: set "lag_days" and "time_zone" as the source dates its charts`,
    details,
  })
}
