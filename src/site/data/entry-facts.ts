import { groupRows } from './group-rows.ts'
import type { EntryView, IssueView } from './issue-view.ts'

/** The entries at the next places above and below; several where they tie, and places without an entry are passed over. */
export interface Neighbours {
  above: EntryView[]
  below: EntryView[]
}

/** The neighbours of the entries at each position of an issue. */
export function findNeighbours(entries: EntryView[]): Map<number, Neighbours> {
  const places = [...groupRows(entries, ({ position }) => position)]
  return new Map(
    places.map(([position], index) => [
      position,
      { above: places[index - 1]?.[1] ?? [], below: places[index + 1]?.[1] ?? [] },
    ]),
  )
}

/** The issues at the peak among those of the run, as stretches without a gap, and how many there were before them. */
export function findDatesAtPeak(
  { last_30, peak_position, issues_at_peak }: EntryView,
  { run_dates, after_gap }: Pick<IssueView, 'run_dates' | 'after_gap'>,
): { stretches: { from: string; to: string }[]; earlier: number } {
  const stretches: { from: string; to: string }[] = []
  let count = 0
  let last = -2
  for (const [index, position] of last_30.entries()) {
    const date = run_dates[index]
    if (position !== peak_position || date === undefined) continue
    const open = stretches.at(-1)
    if (open !== undefined && last === index - 1 && !after_gap.has(date)) open.to = date
    else stretches.push({ from: date, to: date })
    last = index
    count += 1
  }
  return { stretches, earlier: issues_at_peak - count }
}
