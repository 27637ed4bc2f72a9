import type { FailedObject } from '../../../doctor/failed-objects.ts'
import type { RawProblem } from '../../../doctor/verify-curated.ts'
import type { Finding } from '../../../domain/finding.ts'
import { parseRawKey } from '../../../domain/keys.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { pluralize } from '../../../terminal/print.ts'
import type { RawBacklog } from '../../../transform/backlog.ts'
import { listFirst } from './list-first.ts'

/** Milliseconds that a raw object in a bucket may be pending: a deployed function may still transform it. */
const GRACE_PERIOD = 2 * 3_600_000

/** Raw objects that a run has left in `to_process/`. */
export function pendingFindings(raw: ObjectStore, { waiting, oldest }: RawBacklog, now: string): Finding[] {
  if (oldest === null) return []
  if (raw.localPath === undefined && Date.parse(now) - Date.parse(oldest) < GRACE_PERIOD) return []
  return [
    {
      finding: `an earlier run was interrupted: ${pluralize(waiting, 'raw object')} pending, the oldest from ${oldest}`,
      next: 'continue it with `hitparade run`',
    },
  ]
}

export function failedFindings(raw: ObjectStore, failed: FailedObject[]): Finding[] {
  const findings = failed.map(({ rawKey, reason }) => ({
    finding: `failed/${rawKey} could not be read: ${reason}`,
    next: `after an upgrade, retry with \`hitparade reprocess --failed\`; ${storeAgain(rawKey)}; to discard it, delete it from failed/ in ${raw.address}`,
  }))
  return listFirst(findings, (more) => ({
    finding: `${pluralize(more, 'more raw object')} in failed/`,
    next: 'see why with `hitparade insights rejects`, retry with `hitparade reprocess --failed`',
  }))
}

/** Stored raw objects that can no longer be transformed. Their curated files still are what they were. */
export function damagedFindings(raw: ObjectStore, problems: RawProblem[]): Finding[] {
  const findings = problems.map(({ key, rawKey, detail }) => ({
    finding: `raw object ${key} is damaged: ${detail}`,
    next: `restore it from a backup, or delete ${raw.localPath?.(key) ?? `${raw.address}/${key}`} and ${storeAgain(rawKey)}`,
  }))
  return listFirst(findings, (more) => ({
    finding: `${pluralize(more, 'more damaged raw object')}`,
    next: 'restore them from a backup',
  }))
}

/** Curated files without a raw object, of charts whose raw objects are in this store. */
export function missingFindings(raw: ObjectStore, rawKeys: string[]): Finding[] {
  const findings = rawKeys.map((rawKey) => ({
    finding: `raw object ${rawKey} is missing: its curated files cannot be made again`,
    next: `restore it from a backup, or ${storeAgain(rawKey)}`,
  }))
  return listFirst(findings, (more) => ({
    finding: `${pluralize(more, 'more raw object')} missing from ${raw.address}`,
    next: 'restore them from a backup',
  }))
}

/** How the same chart date or file is stored again. */
export function storeAgain(rawKey: string): string {
  const identity = parseRawKey(rawKey)
  if (identity === null || 'import_id' in identity) return 'import its file again with `hitparade import`'
  const { source, chart, chart_date } = identity
  return `fetch it again with \`hitparade backfill --source ${source} --chart ${chart} --from ${chart_date} --to ${chart_date}\`, if ${source} serves past dates`
}
