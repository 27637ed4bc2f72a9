/** A row of the two lists of names. */
export interface NameRow {
  /** As a chart writes it. Names that fold to the same are one. */
  name: string
  /** Why it is in the list: `chart` if it was read in the credits of a chart, else a release under this name. */
  reason: string
  /** Other artists for whom a song of this name counts. */
  counts_for: readonly string[]
}

/** Rows for names that count for no one else. */
export function listNames(reason: string, names: readonly string[]): NameRow[] {
  return names.map((name) => ({ name, reason, counts_for: [] }))
}

/** Rows for bands that count for their leader as well: the name before the first & or "and". */
export function listBands(reason: string, names: readonly string[]): NameRow[] {
  return names.map((name) => ({ name, reason, counts_for: name.split(/ (?:&|and) /i).slice(0, 1) }))
}

/** A row for a name that counts for these artists. */
export function countName(name: string, reason: string, ...counts_for: string[]): NameRow {
  return { name, reason, counts_for }
}
