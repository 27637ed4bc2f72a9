/** A text that identifies two songs of a source, the same for both orders. */
export function pairKey(source: unknown, songs: readonly string[]): string {
  return JSON.stringify([source, ...[...songs].sort()])
}

/** The songs from one to another along pairs, both included; null if no chain of pairs leads there. */
export function findChain(
  pairs: readonly (readonly [string, string])[],
  from: string,
  to: string,
): string[] | null {
  const before = new Map<string, string | null>([[from, null]])
  for (const song of before.keys()) {
    for (const pair of pairs) {
      const other = pair[0] === song ? pair[1] : pair[1] === song ? pair[0] : null
      if (other !== null && !before.has(other)) before.set(other, song)
    }
  }
  if (!before.has(to)) return null
  const chain = [to]
  for (let song = before.get(to); song != null; song = before.get(song)) chain.unshift(song)
  return chain
}
