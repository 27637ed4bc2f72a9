import { Cron } from 'croner'
import type { ChartConfig } from '../config/config.ts'
import { parseTimeOfRun } from '../config/time-of-run.ts'

type Timed = Pick<ChartConfig, 'run_at' | 'time_zone'>

/**
 * The first run of a chart after an instant (ISO, UTC). A time that a clock change skips is the first one after the gap,
 * and a time that occurs twice counts once.
 */
export function nextRun(chart: Timed, instant: string): string {
  const runs = listPatterns(chart).map((pattern) => pattern.nextRun(new Date(instant)))
  return sortRuns(runs)[0]
}

/** The last run of a chart before an instant (ISO, UTC), or at it. */
export function previousRun(chart: Timed, instant: string): string {
  // A run at the reference itself counts only for a later reference.
  const reference = new Date(Date.parse(instant) + 1_000)
  const runs = listPatterns(chart).map((pattern) => pattern.previousRuns(1, reference)[0] ?? null)
  return sortRuns(runs).at(-1) as string
}

/** As ISO instants, earliest first; a chart has at least one time. */
function sortRuns(runs: (Date | null)[]): [string, ...string[]] {
  const [first, ...others] = runs.flatMap((run) => (run === null ? [] : [run.toISOString()])).sort()
  if (first === undefined) throw new TypeError('expected a time that occurs every week')
  return [first, ...others]
}

/** Patterns of one time each: only those occur once where the clock changes. */
function listPatterns({ run_at, time_zone }: Timed): Cron[] {
  return run_at.map((text) => {
    const time = parseTimeOfRun(text)
    if (time === null)
      throw new TypeError(`expected a run_at that the configuration has validated, got ${text}`)
    const weekdays = time.weekdays.length === 7 ? '*' : time.weekdays.join(',')
    return new Cron(`${time.minute} ${time.hour} * * ${weekdays}`, { timezone: time_zone, paused: true })
  })
}
