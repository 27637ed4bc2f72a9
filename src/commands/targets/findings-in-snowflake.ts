import type { App } from '../../app.ts'
import { inspectLoading } from '../../cloud/snowflake/operations/inspect-loading.ts'
import { loadingFindings } from '../../cloud/snowflake/operations/loading-findings.ts'
import { listWithheld } from '../../decisions/withheld-snapshots.ts'
import { ConfigError, type HitparadeError, WarehouseError } from '../../domain/errors.ts'
import type { Finding } from '../../domain/finding.ts'
import type { GlobalOptions } from '../options.ts'
import { withApp } from '../with-app.ts'

/** What has to be repaired in Snowflake: a login that is refused ends the look, everything else is looked at. */
export async function findingsInSnowflake(globals: GlobalOptions): Promise<Finding[]> {
  try {
    return await withApp({ ...globals, warehouse: 'snowflake' }, findings, 'monitor')
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof WarehouseError)) throw error
    return [toFinding(error)]
  }
}

async function findings({ warehouse, curated, now }: App): Promise<Finding[]> {
  const loading = loadingFindings(await inspectLoading(warehouse, curated, now()), now())
  const withheld = await listWithheld(warehouse)
  const { rows: stale } = await warehouse.query(
    'select s.source, s.chart, s.detail from core.stale_chart as s order by 1 asc nulls last, 2 asc nulls last',
  )
  return [
    ...loading,
    ...stale.map((row) => ({
      finding: `${row.source}/${row.chart}: ${row.detail}`,
      next: '`hitparade status --target aws` says whether it was asked for, and what came of it',
    })),
    ...(withheld.length === 0
      ? []
      : [
          {
            finding: `chart dates that a check withholds: ${withheld.length}`,
            next: '`hitparade status --target snowflake` lists them, `hitparade approve` lets one in',
          },
        ]),
  ]
}

function toFinding({ problem, advice }: HitparadeError): Finding {
  return { finding: problem, next: advice ?? 'correct the configuration' }
}
