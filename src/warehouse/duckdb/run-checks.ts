import { WarehouseError } from '../../domain/errors.ts'
import { quoteForShell } from '../../domain/text/quote-for-shell.ts'
import type { CoreModel, ResultRow } from '../warehouse.ts'
import type { Engine } from './duckdb-engine.ts'

/** Rows of a check that the error shows. */
const MAX_EXAMPLES = 3

/** Throws code `Check` if a check is not empty. The message gives its rule and the first rows that break it. */
export async function requireChecks(engine: Engine, models: CoreModel[]): Promise<void> {
  const failures: string[] = []
  const failed: string[] = []
  for (const { name, kept, rule, repair } of models) {
    if (kept !== 'check') continue
    const { rows } = await engine.query(`select * from core.${name} order by all`)
    if (rows.length === 0) continue
    failed.push(name)
    failures.push(`${name}: expected that ${rule}; ${formatExamples(rows)}${formatRepair(repair, rows)}`)
  }
  if (failed.length === 0) return
  throw new WarehouseError(
    'Check',
    `the load is not published and the warehouse stays as it was: ${failures.join('; ')}`,
    {
      advice: 'repair what these rows name; `hitparade load` then loads what is stored',
      details: { checks: failed.join(', ') },
    },
  )
}

/** The command that repairs the first row; the next load names the next one. */
function formatRepair(repair: string | null, [row]: ResultRow[]): string {
  if (repair === null || row === undefined) return ''
  const command = repair.replace(/\{(\w+)\}/g, (_, column: string) => quoteForShell(String(row[column])))
  return `, which \`${command}\` repairs`
}

function formatExamples(rows: ResultRow[]): string {
  const shown = rows.slice(0, MAX_EXAMPLES).map((row) =>
    Object.entries(row)
      .map(([column, value]) => `${column} ${value}`)
      .join(', '),
  )
  const more = rows.length > MAX_EXAMPLES ? ` and ${rows.length - MAX_EXAMPLES} more` : ''
  return `got ${shown.map((row) => `(${row})`).join(' ')}${more}`
}
