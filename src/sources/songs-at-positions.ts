/** The songs at each position of an issue. Two songs at one position are a tie; the same song twice there is one entry. */
export interface SongsAtPositions<Song> {
  /** False if the song is at the position already. */
  add(position: number, song: Song): boolean
  /** Entries that were added, and whether too many positions have several songs. */
  count(): { entries: number; has_too_many_ties: boolean }
}

/** `getId` is only called for songs whose position is taken. */
export function createSongsAtPositions<Song>(getId: (song: Song) => string): SongsAtPositions<Song> {
  const first = new Map<number, Song>()
  const ties = new Map<number, Set<string>>()
  let entries = 0
  return {
    add(position, song) {
      const taken = first.get(position)
      if (taken === undefined) first.set(position, song)
      else {
        const id = getId(song)
        const ids = ties.get(position) ?? new Set([getId(taken)])
        if (ids.has(id)) return false
        ties.set(position, ids.add(id))
      }
      entries++
      return true
    },
    count: () => ({ entries, has_too_many_ties: hasTooManyTies(first.size, ties.size) }),
  }
}

/** The rule of the check `too_many_ties`: more than one tie, at more than a tenth of the positions that have an entry. */
function hasTooManyTies(positions: number, tied: number): boolean {
  return tied > 1 && 10 * tied > positions
}
