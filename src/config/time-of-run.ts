/** When a scheduled run fetches a chart: a time of day in the chart's time zone, on all or some weekdays. */
export interface TimeOfRun {
  hour: number
  minute: number
  /** ISO weekdays, ascending. */
  weekdays: number[]
}

export const timeOfRunForms =
  'HH:MM, or ISO weekdays and HH:MM, e.g. "06:30" (every day) or "5 12:00" (Fridays)'

/** Parses `06:30` or `5 12:00`; null for any other text. */
export function parseTimeOfRun(text: string): TimeOfRun | null {
  const match = /^(?:(?=[1-7])(1?2?3?4?5?6?7?) )?([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (match === null) return null
  const [, days = '1234567', hour, minute] = match
  return { hour: Number(hour), minute: Number(minute), weekdays: [...days].map(Number) }
}

export function isTimeOfRun(text: string): boolean {
  return parseTimeOfRun(text) !== null
}
