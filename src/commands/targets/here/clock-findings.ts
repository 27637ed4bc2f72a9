import type { Finding } from '../../../domain/finding.ts'
import { DAY_MS } from '../../../domain/time.ts'
import type { ClockDifference } from '../../../extract/clock-differences.ts'
import { pluralize } from '../../../terminal/print.ts'

/** Which clock is off. Sources that agree with each other, but not with this machine, show that its clock is. */
export function clockFindings(differences: ClockDifference[]): Finding[] {
  const days = differences.map(
    (each) => (Date.parse(each.server_date) - Date.parse(each.fetched_at)) / DAY_MS,
  )
  const spread = Math.max(...days) - Math.min(...days)
  if (differences.length > 1 && spread <= 1) {
    const sources = differences.map(({ source }) => source).join(' and ')
    const finding = `the clock of this machine is off: by the clocks of ${sources} it is ${showDays(days[0] ?? 0)}`
    return [{ finding, next: 'correct the clock, then fetch again with `hitparade run --again`' }]
  }
  return differences.map(({ source, server_date, fetched_at }) => ({
    finding: `the clock of ${source} showed ${server_date} when this machine showed ${fetched_at}`,
    next: `if the clock of this machine is off, correct it and fetch again with \`hitparade run --again\`; else wait until ${source} corrects its own`,
  }))
}

function showDays(days: number): string {
  const whole = Math.round(Math.abs(days))
  return `${pluralize(whole, 'day')} ${days > 0 ? 'slow' : 'fast'}`
}
