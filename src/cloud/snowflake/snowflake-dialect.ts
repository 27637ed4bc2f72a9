/**
 * Rewrites a model so that its result does not depend on the session that reads its view. In Snowflake `cast('…' as date)`
 * depends on DATE_INPUT_FORMAT, and the type `timestamp` on TIMESTAMP_TYPE_MAPPING.
 */
export function toSnowflake(sql: string): string {
  return sql.replace(spellings, (text, day: string | undefined, stamp: string | undefined) => {
    if (day !== undefined) return `to_date(${day}, 'YYYY-MM-DD')`
    return stamp === undefined ? text : `${stamp}_ntz`
  })
}

const spellings =
  /--[^\n]*|cast\(\s*('\d{4}-\d{2}-\d{2}')\s+as\s+date\s*\)|'(?:[^']|'')*'|(\bas\s+timestamp)(?=\s*\))/g
