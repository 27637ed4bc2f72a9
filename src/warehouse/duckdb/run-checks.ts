import { WarehouseError } from '../../domain/errors.ts'
import type { CoreModel, ResultRow } from '../warehouse.ts'
import type { Engine } from './duckdb-engine.ts'

/** Rows that an error shows. */
const SHOWN = 3

/** Throws code `Check`, naming the rules and the first rows that break them, where a check is not empty. */
export async function requireChecks(engine: Engine, models: CoreModel[]): Promise<void> {
  const broken: string[] = []
  for (const { name, kept, rule } of models) {
    if (kept !== 'check') continue
    const { rows } = await engine.query(`select * from core.${name} order by all`)
    if (rows.length > 0) broken.push(`${name}: expected that ${rule}; ${examples(rows)}`)
  }
  if (broken.length === 0) return
  throw new WarehouseError(
    'Check',
    `the load is not published and the warehouse stays as it was: ${broken.join('; ')}`,
    { advice: 'mend what these rows name, then load again with `hitparade run`' },
  )
}

function examples(rows: ResultRow[]): string {
  const shown = rows.slice(0, SHOWN).map((row) =>
    Object.entries(row)
      .map(([column, value]) => `${column} ${value}`)
      .join(', '),
  )
  const more = rows.length > SHOWN ? ` and ${rows.length - SHOWN} more` : ''
  return `got ${shown.map((row) => `(${row})`).join(' ')}${more}`
}
