import type { FailedObject } from '../../../doctor/failed-objects.ts'
import type { MissingRaw, RawInspection, RawProblem } from '../../../doctor/inspect-raw.ts'
import type { Finding } from '../../../domain/finding.ts'
import { getSnapshotId, parseRawKey } from '../../../domain/keys.ts'
import { locateObject } from '../../../storage/locate-object.ts'
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
      finding: `a run was interrupted or is at work: ${pluralize(waiting, 'raw object')} pending, the oldest from ${oldest}`,
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

/** What is wrong with the stored raw objects. Curated files of damaged and missing ones still are what they were. */
export function rawFindings(
  raw: ObjectStore,
  { damaged, foreign, missing, absent }: RawInspection,
): Finding[] {
  return [
    ...damagedFindings(raw, damaged),
    ...missingFindings(raw, missing),
    ...absentFindings(raw, absent),
    ...foreignFindings(raw, foreign),
  ]
}

function damagedFindings(raw: ObjectStore, problems: RawProblem[]): Finding[] {
  const findings = problems.map(({ key, rawKey, detail, belongs }) => {
    const path = locateObject(raw, key)
    const finding = `raw object ${key} is damaged: ${detail}`
    if (belongs?.is_stored)
      return { finding: `raw object ${key} is a copy: ${detail}, which is stored`, next: `delete ${path}` }
    const back =
      belongs === undefined ? '' : `if it was moved, move it back to ${locateObject(raw, belongs.key)}; else `
    return { finding, next: `${back}restore it from a backup, or delete ${path} and ${storeAgain(rawKey)}` }
  })
  return listFirst(findings, (more) => ({
    finding: `${pluralize(more, 'more damaged raw object')}`,
    next: 'restore them from a backup',
  }))
}

/** Curated files without a raw object, of charts whose raw objects are in this store. */
function missingFindings(raw: ObjectStore, missing: MissingRaw[]): Finding[] {
  const findings = missing.map(({ rawKey, has_other }) => ({
    finding: `raw object ${rawKey} is missing: its curated files cannot be made again`,
    next: `restore it from a backup, or ${has_other ? forget(rawKey) : storeAgain(rawKey)}`,
  }))
  return listFirst(findings, (more) => ({
    finding: `${pluralize(more, 'more raw object')} missing from ${raw.address}`,
    next: 'restore them from a backup',
  }))
}

/** Charts without any raw object: the folder is gone, or the objects are in another store. */
function absentFindings(raw: ObjectStore, absent: string[]): Finding[] {
  const [first] = absent
  if (first === undefined) return []
  const finding = `${raw.address} lacks the raw objects of ${pluralize(absent.length, 'snapshot')}, e.g. ${first}: their curated files cannot be made again`
  return [
    {
      finding,
      next: 'restore them from a backup, or set the store that has them as "raw" in hitparade.jsonc',
    },
  ]
}

function foreignFindings(raw: ObjectStore, keys: string[]): Finding[] {
  const findings = keys.map((key) => ({
    finding: `${key} in ${raw.address} is not an object of hitparade`,
    next: `move ${locateObject(raw, key)} elsewhere`,
  }))
  return listFirst(findings, (more) => ({
    finding: `${pluralize(more, 'more object')} in ${raw.address} that hitparade has not stored`,
    next: 'move them elsewhere',
  }))
}

/** Its chart date has another snapshot, so that no command fetches it again. */
function forget(rawKey: string): string {
  const identity = parseRawKey(rawKey)
  const name = identity === null ? rawKey : getSnapshotId(identity)
  return `forget its rows with \`hitparade purge ${name} --yes\`: the chart date has another snapshot`
}

/** How the same chart date or file is stored again. */
export function storeAgain(rawKey: string): string {
  const identity = parseRawKey(rawKey)
  if (identity === null || 'import_id' in identity) return 'import its file again with `hitparade import`'
  const { source, chart, chart_date } = identity
  return `fetch it again with \`hitparade backfill --source ${source} --chart ${chart} --from ${chart_date} --to ${chart_date}\`, if ${source} serves past dates`
}
