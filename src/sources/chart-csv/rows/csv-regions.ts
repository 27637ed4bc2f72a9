import type { CsvIssue } from '../csv-issues.ts'
import type { CsvTable } from '../csv-table.ts'

/**
 * Whether the column of regions names charts of its own: only where positions of one date occur in several regions. A
 * region that is the same in all rows names the chart; in a chart of all regions it describes the songs.
 */
export function decideRegions({ issues, rows, order }: CsvTable): 'part' | 'describe' {
  const regions = new Set(issues.map(({ region }) => region))
  if (regions.size < 2) return regions.has('') ? 'describe' : 'part'
  let dates = 0
  let parted = 0
  for (const group of groupByDate(issues).values()) {
    if (group.length < 2) continue
    dates++
    if (hasSamePositions(group, (at) => rows.position[order[at] as number] as number)) parted++
  }
  // Without a date of two regions nothing shows that they are one chart, except in a list of number ones.
  if (dates === 0) return issues.some(({ first, end }) => end > first + 1) ? 'part' : 'describe'
  return 2 * parted >= dates ? 'part' : 'describe'
}

/** The issues of one date that differ in their region alone. */
function groupByDate(issues: CsvIssue[]): Map<string, CsvIssue[]> {
  const groups = new Map<string, CsvIssue[]>()
  for (const issue of issues) {
    const key = `${issue.list} ${issue.chart_date}`
    groups.set(key, [...(groups.get(key) ?? []), issue])
  }
  return groups
}

/** A few ties are not a second chart: more than a tenth of the positions occur twice, or two regions have a whole list each. */
function hasSamePositions(group: CsvIssue[], getPosition: (at: number) => number): boolean {
  const counts = new Map<number, number>()
  let lists = 0
  for (const { first, end, size } of group) {
    const own = new Set<number>()
    for (let at = first; at < end; at++) own.add(getPosition(at))
    own.delete(0)
    for (const position of own) counts.set(position, (counts.get(position) ?? 0) + 1)
    if (own.size > 1 && own.has(1) && 4 * own.size >= 3 * size) lists++
  }
  const repeated = [...counts.values()].filter((count) => count > 1).length
  return repeated > 0 && (10 * repeated > counts.size || lists > 1)
}
