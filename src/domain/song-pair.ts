/** A text that identifies two songs of a source, the same for both orders. */
export function pairKey(source: unknown, songs: readonly string[]): string {
  return JSON.stringify([source, ...[...songs].sort()])
}
