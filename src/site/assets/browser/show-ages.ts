const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** Adds the age to every instant that has one, as pages contain instants alone. */
export function showAges() {
  const format = new Intl.RelativeTimeFormat('en')
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-age]')) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000
    const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
    if (Number.isFinite(seconds)) time.append(` (${format.format(Math.round(seconds / length), unit)})`)
  }
}
