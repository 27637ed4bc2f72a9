/** The number of positions that `insights chart --format json` printed. Throws unless they are of that day, if one is given. */
export function countPositions({ stdout }, date) {
  const { parameters, rows } = JSON.parse(stdout)
  if (rows.length > 0 && (date === undefined || parameters.on === date)) return `${rows.length} positions`
  throw new Error(
    `expected the chart of ${date ?? 'today'}, got ${rows.length} positions of ${parameters.on}`,
  )
}
