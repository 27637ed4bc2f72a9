import type { Entry, Rejected } from '../source.ts'

/** A list of songs in an answer, whatever object contains it. */
export interface Playlist {
  id: string | null
  name: string | null
  /** The source's own version of the list. */
  version: string | null
  url: string | null
  /** Items of the whole list; null where the answer does not state it. */
  total: number | null
  /** URL of the next page; null on the last. */
  next: string | null
  /** False where the answer should say whether there is a next page, and does not. */
  states_next: boolean
  /** Items before the first of these; null where the answer does not state it. */
  offset: number | null
  /** Null where the playlist came without its items. */
  items: unknown[] | null
}

/** How a source writes its playlists. */
export interface PlaylistFormat {
  /** The playlists in a parsed answer; empty where it is not an answer of this source. */
  readPlaylists(answer: unknown): Playlist[]
  /** True for an item that only this source writes. */
  isItem(item: unknown): boolean
  /** Never throws, whatever the item is. */
  readItem(item: unknown, position: number): Entry | Rejected
  /** True where the items name every credited artist, not the lead alone. */
  hasAllCredits(items: unknown[]): boolean
}
