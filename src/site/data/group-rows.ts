/** Rows by a key, in the order of the rows. */
export function groupRows<Row, Key extends string | number>(
  rows: Iterable<Row>,
  readKey: (row: Row) => Key,
): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const key = readKey(row)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [row])
    else known.push(row)
  }
  return groups
}
