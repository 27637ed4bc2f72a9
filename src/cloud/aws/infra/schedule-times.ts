import { parseTimeOfRun, type TimeOfRun } from '../../../config/time-of-run.ts'

/** EventBridge's names of the ISO weekdays, Monday first. */
export const weekdayNames = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']

/** A time of a chart's `run_at` as an EventBridge cron expression. The time zone is a separate property of the schedule. */
export function toCron(run_at: string): string {
  const { hour, minute, weekdays } = parseRunTime(run_at)
  if (weekdays.length === 7) return `cron(${minute} ${hour} * * ? *)`
  return `cron(${minute} ${hour} ? * ${weekdays.map((day) => weekdayNames[day - 1]).join(',')} *)`
}

/** Throws a `TypeError` for text that the configuration would reject. */
export function parseRunTime(run_at: string): TimeOfRun {
  const time = parseTimeOfRun(run_at)
  if (time === null)
    throw new TypeError(`expected a run_at that the configuration has validated, got ${run_at}`)
  return time
}
