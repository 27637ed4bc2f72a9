import type { PartialSnapshot } from '../../../doctor/partial-snapshots.ts'
import type { Stores } from '../../../storage/store.ts'
import { limitLines, pluralize } from '../../../terminal/print.ts'
import type { RawBacklog } from '../../../transform/backlog.ts'
import type { PendingFiles } from '../../../warehouse/warehouse.ts'

/** A line if the work of an earlier command on this machine has not ended. */
export function formatUnfinished(
  { raw, curated }: Stores,
  { waiting }: Pick<RawBacklog, 'waiting'>,
  { files, failure }: PendingFiles,
): string[] {
  if (waiting > 0 && raw.localPath !== undefined) return [describeUnfinished(waiting)]
  // A bucket gets new files from other machines; files that a check refuses have another line.
  if (files === 0 || failure !== null || curated.localPath === undefined) return []
  return [
    `a load was interrupted or is at work: ${pluralize(files, 'curated file')} not loaded; \`hitparade load\` loads them`,
  ]
}

export function describeUnfinished(waiting: number): string {
  return `a run was interrupted or is at work: ${pluralize(waiting, 'raw object')} pending; \`hitparade run\` loads them`
}

/** A line for each snapshot that is in the warehouse only in part, with the command that repairs it. */
export function formatPartial(partial: PartialSnapshot[]): string[] {
  const lines = partial.map(
    ({ source, chart, chart_date, snapshot_id, raw_key }) =>
      `incomplete: ${source}/${chart} ${chart_date} ${snapshot_id}; \`hitparade reprocess ${raw_key}\` repairs it`,
  )
  return limitLines(lines, ' (--format json shows all)')
}
