import type { CheckCounts } from '../decisions/check-counts.ts'
import type { Warning } from '../decisions/list-warnings.ts'
import { pluralize } from './print.ts'

/** One line, e.g. `withheld: stale_copy 1 issue; warnings: holes 3 issues; rejected: null_item 3 items`; null for no counts. */
export function formatCheckCounts({ withheld, warnings, rejects }: CheckCounts): string | null {
  const formatChecks = (checks: CheckCounts['warnings']) =>
    checks.map(({ check_name, issues }) => `${check_name} ${pluralize(issues, 'issue')}`)
  const groups = {
    withheld: formatChecks(withheld),
    warnings: formatChecks(warnings),
    rejected: rejects.map(({ reason, items }) => `${reason} ${pluralize(items, 'item')}`),
  }
  const parts = Object.entries(groups).filter(([, counts]) => counts.length > 0)
  return parts.length === 0 ? null : parts.map(([name, counts]) => `${name}: ${counts.join(', ')}`).join('; ')
}

/** `warning: spotify/top 2026-01-05: 1 of 50 positions hold no entry (holes; and 3 older issues)` */
export function formatWarning({
  check_name,
  source,
  chart,
  chart_date,
  detail,
  older_issues,
}: Warning): string {
  const older = older_issues === 0 ? '' : `; and ${pluralize(older_issues, 'older issue')}`
  return `warning: ${source}/${chart} ${chart_date}: ${detail} (${check_name}${older})`
}
