import { daysBetween } from '../../domain/calendar.ts'
import type { IssueSettings } from '../../sources/raw/raw-object.ts'

type Cadence = IssueSettings['cadence']

/** Weekly where the commonest distance of two neighbouring dates is a week. */
export function inferCadence(dates: string[]): Cadence {
  const sorted = [...new Set(dates)].sort()
  const counts = new Map<number, number>()
  for (const [index, date] of sorted.slice(1).entries()) {
    const distance = daysBetween(sorted[index] as string, date)
    counts.set(distance, (counts.get(distance) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return commonest?.[0] === 7 ? 'weekly' : 'daily'
}

export function findCadenceInName(name: string): Cadence | null {
  const words = new Set(name.toLowerCase().match(/(?<![a-z])(daily|weekly)(?![a-z])/g))
  const [cadence] = words
  return words.size === 1 ? (cadence as Cadence) : null
}
