import type { App } from '../../app.ts'
import { type CheckCounts, countChecks } from '../../decisions/check-counts.ts'
import { listWarnings, type Warning } from '../../decisions/list-warnings.ts'
import { listWithheld, type Withheld } from '../../decisions/withheld-snapshots.ts'
import { formatCheckCounts, formatWarning } from '../../terminal/format-checks.ts'
import { limitLines, pluralize } from '../../terminal/print.ts'
import type { PendingFiles } from '../../warehouse/warehouse.ts'

/** The results of the checks, and the curated files that no load has published yet. */
export interface ChecksStatus {
  pending: PendingFiles
  withheld: Withheld[]
  warnings: Warning[]
  /** Over all issues. */
  counts: CheckCounts
}

/** `orEmpty` gives an empty result where the warehouse fails. */
export async function readChecksStatus(
  app: App,
  orEmpty: <T>(result: Promise<T>, empty: T) => Promise<T>,
): Promise<ChecksStatus> {
  const withheld = await orEmpty(listWithheld(app.warehouse), [])
  const warnings = await orEmpty(listWarnings(app.warehouse), [])
  const nothing = { files: 0, failure: null }
  const pending = app.local === null ? nothing : await orEmpty(app.local.pending(), nothing)
  const counts = await orEmpty(countChecks(app.warehouse), { withheld: [], warnings: [], rejects: [] })
  return { pending, withheld, warnings, counts }
}

/** A line for everything that needs attention. */
export function formatChecks({ pending, withheld, warnings, counts }: ChecksStatus): string[] {
  const all = formatCheckCounts(counts)
  return [
    ...formatPending(pending),
    ...(all === null ? [] : [`checks of all issues: ${all}`]),
    ...limitLines(withheld.map(formatWithheld), hint),
    ...limitLines(warnings.map(formatWarning), hint),
  ]
}

const hint = ' (--format json shows all)'

function formatPending({ files, failure }: PendingFiles): string[] {
  if (files === 0) return []
  const fact = `${pluralize(files, 'curated file')} not loaded`
  return [failure === null ? `${fact}; the next \`hitparade run\` loads them` : `${fact}: ${failure}`]
}

function formatWithheld(issue: Withheld): string {
  const { checks, failures, example, published_snapshot_id } = issue
  const chart = `${issue.source}/${issue.chart} ${issue.chart_date}`
  const instead =
    published_snapshot_id === null
      ? 'the date counts as unobserved'
      : `${published_snapshot_id} is published instead`
  const more = failures > 1 ? ` and ${failures - 1} more` : ''
  const next = issue.rejected ? 'rejected' : `publish it with \`hitparade approve ${chart}\``
  return `withheld: ${chart} ${issue.snapshot_id}: ${checks} (${example}${more}); ${instead}; ${next}`
}
