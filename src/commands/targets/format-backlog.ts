import { pluralize } from '../../terminal/print.ts'
import type { RawBacklog } from '../../transform/backlog.ts'

/**
 * `3 raw objects pending, the oldest from …; 1 could not be read`. `outdated` counts the processed raw objects without
 * a curated file of the current transform version; null: unknown.
 */
export function formatBacklog({ waiting, oldest, failed }: RawBacklog, outdated: number | null): string {
  const parts = [
    waiting === 0
      ? 'no raw objects pending'
      : `${pluralize(waiting, 'raw object')} pending, the oldest from ${oldest}`,
  ]
  if (failed > 0) parts.push(`${failed} could not be read (see \`hitparade insights rejects\`)`)
  if (outdated !== null && outdated > 0) {
    parts.push(`${pluralize(outdated, 'object')} not transformed by this version (the next run does that)`)
  }
  return parts.join('; ')
}
