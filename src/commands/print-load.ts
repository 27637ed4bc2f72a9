import { HitparadeError } from '../domain/errors.ts'
import { snapshotTables } from '../domain/tables/tables.ts'
import { limitLines, pluralize, printNote } from '../terminal/print.ts'
import type { LoadReport } from '../warehouse/warehouse.ts'

/** Prints what a load met and did not stop at: a damaged warehouse, curated files that cannot be read, packs that it lacks. */
export function printLoad(report: LoadReport): void {
  for (const line of formatLoadProblems(report)) printNote(line)
}

export function formatLoadProblems({ was_damaged, unreadable, unpacked }: LoadReport): string[] {
  return [
    ...(was_damaged ? ['the warehouse was damaged, so it was built again from the curated files'] : []),
    ...limitLines(unreadable.map((key) => `cannot be read, not loaded: ${key}`)),
    ...(unpacked === null
      ? []
      : [`no packs were written, so a rebuild takes longer: ${unpacked}; the next load tries again`]),
  ]
}

/** Throws if a load met files that cannot be read. */
export function requireReadable({ unreadable }: LoadReport): void {
  if (unreadable.length === 0) return
  const isMade = (key: string) => (snapshotTables as readonly string[]).includes(key.split('/')[0] ?? '')
  const advice = unreadable.every(isMade)
    ? 'write them again from the raw objects with `hitparade reprocess`, which also loads them'
    : `write those of ${snapshotTables.join(', ')} again with \`hitparade reprocess\`, and restore or delete the others`
  throw new HitparadeError('Unreadable', `${pluralize(unreadable.length, 'curated file')} cannot be read`, {
    advice,
  })
}
