/**
 * A model's text as Snowflake keeps it in a view: no word of it depends on the session of who reads the view. There
 * `cast('…' as date)` obeys DATE_INPUT_FORMAT, and `timestamp` is what TIMESTAMP_TYPE_MAPPING says.
 */
export function toSnowflake(sql: string): string {
  return sql.replace(spellings, (text, day: string | undefined, stamp: string | undefined) => {
    if (day !== undefined) return `to_date(${day}, 'YYYY-MM-DD')`
    return stamp === undefined ? text : `${stamp}_ntz`
  })
}

const spellings =
  /--[^\n]*|cast\(\s*('\d{4}-\d{2}-\d{2}')\s+as\s+date\s*\)|'(?:[^']|'')*'|(\bas\s+timestamp)(?=\s*\))/g
