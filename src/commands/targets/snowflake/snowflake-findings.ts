import type { App } from '../../../app.ts'
import { inspectLoading } from '../../../cloud/snowflake/operations/inspect-loading.ts'
import { loadingFindings } from '../../../cloud/snowflake/operations/loading-findings.ts'
import { listWithheld } from '../../../decisions/withheld-snapshots.ts'
import { ConfigError, WarehouseError } from '../../../domain/errors.ts'
import type { Finding } from '../../../domain/finding.ts'
import { pluralize } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { withApp } from '../../with-app.ts'

/** What needs repair in Snowflake. If the login fails, that is the only finding. */
export async function listSnowflakeFindings(globals: GlobalOptions): Promise<Finding[]> {
  try {
    return await withApp({ ...globals, warehouse: 'snowflake' }, listFindings, { role: 'monitor' })
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof WarehouseError)) throw error
    return [{ finding: error.problem, next: error.advice ?? 'correct the configuration' }]
  }
}

async function listFindings({ warehouse, curated, now }: App): Promise<Finding[]> {
  const loading = loadingFindings(await inspectLoading(warehouse, curated, now()), now())
  const withheld = await listWithheld(warehouse)
  const { rows: stale } = await warehouse.query(
    `select stale.source, stale.chart, stale.detail from core.stale_chart as stale
    order by stale.source asc nulls last, stale.chart asc nulls last`,
  )
  return [
    ...loading,
    ...stale.map((row) => ({
      finding: `${row.source}/${row.chart}: ${row.detail}`,
      next: 'check its last run with `hitparade status --target aws`',
    })),
    ...(withheld.length === 0
      ? []
      : [
          {
            finding: `${pluralize(withheld.length, 'chart date')} withheld by a check`,
            next: 'list them with `hitparade status --target snowflake`, publish one with `hitparade approve <chart> <date>`',
          },
        ]),
  ]
}
