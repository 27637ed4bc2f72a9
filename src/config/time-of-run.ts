/** When a chart is asked for where nobody types `run`: a time of day in the chart's time zone, on some weekdays or all. */
interface TimeOfRun {
  hour: number
  minute: number
  /** ISO weekdays, ascending; every day unless some are named. */
  weekdays: number[]
}

export const timeOfRunForms =
  'a time of day as HH:MM, after ISO weekdays unless it is every day, e.g. "06:30" or "5 12:00"'

/** Reads `06:30` or `5 12:00`; null for what is neither. */
export function parseTimeOfRun(text: string): TimeOfRun | null {
  const match = /^(?:(?=[1-7])(1?2?3?4?5?6?7?) )?([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (match === null) return null
  const [, days = '1234567', hour, minute] = match
  return { hour: Number(hour), minute: Number(minute), weekdays: [...days].map(Number) }
}

export function isTimeOfRun(text: string): boolean {
  return parseTimeOfRun(text) !== null
}
