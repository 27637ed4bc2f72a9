import { parseTimeOfRun } from '../../../config/time-of-run.ts'

/** EventBridge's names of the ISO weekdays, Monday first. */
export const weekdayNames = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']

/** A chart's `run_at` as an EventBridge cron expression. The time zone is a separate property of the schedule. */
export function toCron(run_at: string): string {
  const { hour, minute, weekdays } = parseRunTime(run_at)
  if (weekdays.length === 7) return `cron(${minute} ${hour} * * ? *)`
  return `cron(${minute} ${hour} ? * ${weekdays.map((day) => weekdayNames[day - 1]).join(',')} *)`
}

/**
 * Hours after which a chart without a run is stale: the longest pause between two runs, plus two hours for the run itself
 * and a clock change. At most 168, because an alarm evaluates no more than a week.
 */
export function staleHours(run_at: string): number {
  const { weekdays } = parseRunTime(run_at)
  const pauses = weekdays.map((day, index) => (weekdays[index + 1] ?? (weekdays[0] ?? day) + 7) - day)
  return Math.min(Math.max(...pauses) * 24 + 2, 168)
}

function parseRunTime(run_at: string) {
  const time = parseTimeOfRun(run_at)
  if (time === null)
    throw new TypeError(`expected a run_at that the configuration has validated, got ${run_at}`)
  return time
}
