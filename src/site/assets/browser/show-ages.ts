const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const format = new Intl.RelativeTimeFormat('en')

/** Adds the age to every instant that has one, as pages contain instants alone. */
export function showAges() {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-age]')) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000
    if (Number.isFinite(seconds)) time.append(` (${formatAge(seconds)})`)
  }
}

/** Turns the day on which an issue is due into a warning once that day is over. */
export function warnOverdue() {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-due]')) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000
    if (seconds > -86_400) continue
    time.append(` (overdue: that was ${formatAge(seconds)})`)
    time.closest('.due')?.classList.add('note')
  }
}

/** `3 days ago` */
function formatAge(seconds: number): string {
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  return format.format(Math.round(seconds / length), unit)
}
