import { createLocalDates } from '../../domain/calendar.ts'
import { epochDays } from '../../domain/time.ts'
import type { ListenSettings } from '../raw/raw-object.ts'

/** All time zones differ from UTC by whole quarters of an hour, so local days begin at the start of one. */
const QUARTER = 900_000
/** Quarters of the longest local day, which has 25 hours, and some. */
const LONGEST_DAY = 4 * 27

/**
 * The chart date of each instant, as days since 1970: its local day, or the last day of the local week. The instants are
 * in the order of time.
 */
export function listChartDays(
  times: readonly number[],
  cadence: 'daily' | 'weekly',
  { time_zone, week_starts }: Pick<ListenSettings, 'time_zone' | 'week_starts'>,
): Int32Array {
  const readDate = createLocalDates(time_zone)
  let end = Number.NEGATIVE_INFINITY
  let day = 0
  return Int32Array.from(times, (time) => {
    if (time >= end) {
      const date = readDate(time)
      const local = epochDays(date) ?? 0
      day = cadence === 'daily' ? local : lastDayOfWeek(local, week_starts)
      end = findEndOfDay(time, (quarter) => readDate(quarter) === date)
    }
    return day
  })
}

/** The first quarter of an hour after an instant that is not of its day. Reading a local date is slow, so few are read. */
function findEndOfDay(time: number, isSameDay: (time: number) => boolean): number {
  const first = Math.floor(time / QUARTER)
  let [low, high] = [first, first + LONGEST_DAY]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isSameDay(middle * QUARTER)) low = middle
    else high = middle
  }
  return high * QUARTER
}

/** 1970-01-01 was a Thursday, ISO weekday 4. */
function lastDayOfWeek(day: number, week_starts: number): number {
  const sinceStart = (day + 3 - (week_starts - 1) + 7) % 7
  return day + 6 - sinceStart
}
