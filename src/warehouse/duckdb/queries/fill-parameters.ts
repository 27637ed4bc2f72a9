import { WarehouseError } from '../../../domain/errors.ts'
import { replaceParameters } from '../../sql-parameters.ts'
import { quoteLiteral } from '../../sql-text.ts'
import type { Parameters } from '../../warehouse.ts'

/** A query for DuckDB, and the values that it still names as `$name`; undefined: none. */
export interface FilledQuery {
  text: string
  bound: Record<string, string> | undefined
}

/**
 * The query with its parameters as literals. DuckDB plans a query with bound values twice, before and after it knows them,
 * and planning is most of the time of an insight. Throws code `Query` for a parameter without a value.
 */
export function fillParameters(sql: string, parameters: Parameters): FilledQuery {
  const bound: Record<string, string> = {}
  const text = replaceParameters(sql, (name) => {
    const value = parameters[name]
    if (value === undefined)
      throw new WarehouseError('Query', `the query has a parameter :${name}, and no value was given`, {
        details: { parameter: name },
      })
    // The text of a query ends at such a character.
    if (typeof value === 'string' && value.includes('\0')) {
      bound[name] = value
      return `$${name}`
    }
    return formatLiteral(value)
  })
  return { text, bound: Object.keys(bound).length === 0 ? undefined : bound }
}

/** Whole numbers are integers, as far as they fit, and others doubles. A sign beside another one would begin a comment. */
function formatLiteral(value: Parameters[string]): string {
  if (typeof value === 'string') return quoteLiteral(value)
  if (typeof value !== 'number') return String(value)
  const digits = Number.isInteger(value) ? String(value) : value.toExponential()
  return value < 0 ? `(${digits})` : digits
}
