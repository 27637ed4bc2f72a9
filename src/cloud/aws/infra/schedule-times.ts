import type { ChartConfig } from '../../../config/config.ts'
import { parseTimeOfRun, type TimeOfRun } from '../../../config/time-of-run.ts'
import { getOwn } from '../../../domain/own-value.ts'
import { sourceHistories } from '../../../sources/source-histories.ts'

/** EventBridge's names of the ISO weekdays, Monday first. */
export const weekdayNames = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']

/** Hours after the time of a chart at which it runs again, in case its source did not answer. */
const catchUpHours = [6, 12]

/**
 * The times at which a chart runs. A list is taken as it is. A single time of a source that only answers for today is
 * followed by two more on the same day: after midnight the chart date would be another one. A run that finds the date
 * stored sends no request to the source.
 */
export function listRunTimes(chart: Pick<ChartConfig, 'source' | 'run_at' | 'lists_run_times'>): TimeOfRun[] {
  const times = chart.run_at.map(parseRunTime)
  if (chart.lists_run_times || getOwn(sourceHistories, chart.source) !== 'none') return times
  return times.flatMap((time) => [
    time,
    ...catchUpHours.map((hours) => ({ ...time, hour: time.hour + hours })).filter(({ hour }) => hour < 24),
  ])
}

/** A time as an EventBridge cron expression. The time zone is a separate property of the schedule. */
export function toCron({ hour, minute, weekdays }: TimeOfRun): string {
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
