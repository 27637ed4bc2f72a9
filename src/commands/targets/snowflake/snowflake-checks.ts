import type { App } from '../../../app.ts'
import { inspectLoading, type LoadingState } from '../../../cloud/snowflake/operations/inspect-loading.ts'
import { checkAlert, loadingFindings } from '../../../cloud/snowflake/operations/loading-findings.ts'
import { openReadBucket } from '../../../cloud/snowflake/operations/read-bucket.ts'
import { listUndecided } from '../../../decisions/withheld-snapshots.ts'
import { ConfigError, WarehouseError } from '../../../domain/errors.ts'
import { type Check, toChecks } from '../../../domain/finding.ts'
import { pluralize } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { withApp } from '../../with-app.ts'

/** The checks of Snowflake. If the login fails, that is the only finding. */
export async function listSnowflakeChecks(globals: GlobalOptions): Promise<Check[]> {
  try {
    return await withApp({ ...globals, warehouse: 'snowflake' }, listChecks, { role: 'monitor' })
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof WarehouseError)) throw error
    const finding = { finding: error.problem, next: error.advice ?? 'correct the configuration' }
    return toChecks(CHECK, [finding], '')
  }
}

const CHECK = 'snowflake'

async function listChecks(app: App): Promise<Check[]> {
  const { config, warehouse, now } = app
  const state = await inspectLoading(warehouse, () => openReadBucket(app), now())
  const withheld = await listUndecided(warehouse)
  const { rows: stale } = await warehouse.query(
    `select stale.source, stale.chart, stale.detail from core.stale_chart as stale
    order by stale.source asc nulls last, stale.chart asc nulls last`,
  )
  const findings = [
    ...loadingFindings(state, now()),
    ...stale.map((row) => ({
      finding: `${row.source}/${row.chart}: ${row.detail}`,
      next: 'check its last run with `hitparade status --target aws`',
    })),
    ...(withheld.length === 0
      ? []
      : [
          {
            finding: `${pluralize(withheld.length, 'chart date')} withheld by a check`,
            next: 'list them with `hitparade status --target snowflake`, publish one with `hitparade approve <chart> <date>`, or settle it with `--reject`',
          },
        ]),
  ]
  return [
    ...toChecks(CHECK, findings, formatFine(state)),
    checkAlert(state.alert, config.snowflake.alert_emails),
  ]
}

/** What was compared. If nothing was, that is a finding. */
function formatFine({ files }: LoadingState): string {
  const compared =
    files === null ? '' : `; ${pluralize(files.loaded, 'curated file')} of ${files.bucket} loaded`
  return `everything that was deployed works${compared}`
}
