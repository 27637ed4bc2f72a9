import type { App } from '../../../app.ts'
import type { Check } from '../../../domain/finding.ts'
import { pluralize } from '../../../terminal/print.ts'
import { findUnpackedMonths } from '../../../warehouse/duckdb/packs/packable-months.ts'

/** Whether a rebuild has to read the single files of past months. That takes longer, and nothing needs repair. */
export async function packChecks({ local, curated, config }: App): Promise<Check[]> {
  if (local === null || curated.localPath === undefined) return []
  const months = await findUnpackedMonths((sql) => local.query(sql), config.data_dir)
  const ok = { check: 'packs', ok: true }
  if (months.length === 0) return [{ ...ok, finding: 'every past month has its packs', next: null }]
  const verb = months.length === 1 ? 'has' : 'have'
  const finding = `${pluralize(months.length, 'past month')} ${verb} no packs, so a rebuild takes longer`
  return [{ ...ok, finding, next: 'write them with `hitparade load`' }]
}
