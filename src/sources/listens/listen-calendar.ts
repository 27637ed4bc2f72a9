import { createLocalDates } from '../../domain/calendar.ts'
import { epochDays } from '../../domain/time.ts'
import type { ListenSettings } from '../raw/raw-object.ts'

/** Milliseconds in which no local day begins: all time zones differ from UTC by whole quarters of an hour. */
const QUARTER = 900_000

/**
 * The chart date of each instant, as days since 1970: its local day, or the last day of the local week. Fast where
 * neighbours are near each other in time.
 */
export function listChartDays(
  times: readonly number[],
  cadence: 'daily' | 'weekly',
  { time_zone, week_starts }: Pick<ListenSettings, 'time_zone' | 'week_starts'>,
): Int32Array {
  const readDate = createLocalDates(time_zone)
  let quarter = Number.NaN
  let day = 0
  return Int32Array.from(times, (time) => {
    const current = Math.floor(time / QUARTER)
    if (current !== quarter) {
      quarter = current
      const local = epochDays(readDate(time)) ?? 0
      day = cadence === 'daily' ? local : lastDayOfWeek(local, week_starts)
    }
    return day
  })
}

/** 1970-01-01 was a Thursday, ISO weekday 4. */
function lastDayOfWeek(day: number, week_starts: number): number {
  const sinceStart = (day + 3 - (week_starts - 1) + 7) % 7
  return day + 6 - sinceStart
}
