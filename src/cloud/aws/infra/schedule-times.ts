import { parseTimeOfRun } from '../../../config/time-of-run.ts'

const weekdayNames = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']

/** EventBridge's cron of a chart's `run_at`; its zone stands beside it. */
export function toCron(run_at: string): string {
  const { hour, minute, weekdays } = parseRunTime(run_at)
  if (weekdays.length === 7) return `cron(${minute} ${hour} * * ? *)`
  return `cron(${minute} ${hour} ? * ${weekdays.map((day) => weekdayNames[day - 1]).join(',')} *)`
}

/**
 * Hours after which a chart without a run is stale: the longest pause between two runs, and two hours for the run
 * itself and a change of clocks; 168 at most, for an alarm looks back no further than a week.
 */
export function staleHours(run_at: string): number {
  const { weekdays } = parseRunTime(run_at)
  const pauses = weekdays.map((day, index) => (weekdays[index + 1] ?? (weekdays[0] ?? day) + 7) - day)
  return Math.min(Math.max(...pauses) * 24 + 2, 168)
}

function parseRunTime(run_at: string) {
  const time = parseTimeOfRun(run_at)
  if (time === null) throw new TypeError(`run_at ${run_at} has passed the configuration and is none`)
  return time
}
