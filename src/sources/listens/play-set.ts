import type { Play, PlayedSong, PlayFile } from './play.ts'

/** Plays in columns: half a million of them need some 20 MB, a fraction of what objects would. */
export interface PlaySet {
  /** By their hash. */
  files: Map<string, PlayFile>
  songs: PlayedSong[]
  columns: PlayColumns
  size(): number
  add(play: Play): void
  /** Adds the files and plays of another set. */
  addAll(other: PlaySet): void
}

/** Index in `songs`, and the fields of `Play`: -1 for unknown milliseconds, `time` where there is no other stamp. */
export interface PlayColumns {
  song: number[]
  time: number[]
  played_ms: number[]
  stamp: number[]
}

export const UNKNOWN_MS = -1

export function createPlaySet(): PlaySet {
  const indexes = new Map<string, number>()
  const columns: PlayColumns = { song: [], time: [], played_ms: [], stamp: [] }
  const set: PlaySet = {
    files: new Map(),
    songs: [],
    columns,
    size: () => columns.time.length,
    add({ time, played_ms, stamp, song }) {
      push(findSong(song), time, played_ms ?? UNKNOWN_MS, stamp ?? time)
    },
    addAll(other) {
      for (const [hash, file] of other.files) set.files.set(hash, file)
      const { song, time, played_ms, stamp } = other.columns
      const songs = other.songs.map(findSong)
      for (let row = 0; row < time.length; row++) {
        push(
          songs[song[row] as number] as number,
          time[row] as number,
          played_ms[row] as number,
          stamp[row] as number,
        )
      }
    },
  }
  return set

  function findSong(song: PlayedSong): number {
    const key = songKey(song)
    const known = indexes.get(key)
    if (known !== undefined) return known
    indexes.set(key, set.songs.length)
    return set.songs.push(song) - 1
  }

  function push(song: number, time: number, played_ms: number, stamp: number) {
    columns.song.push(song)
    columns.time.push(time)
    columns.played_ms.push(played_ms)
    columns.stamp.push(stamp)
  }
}

/** The same set in one order, whatever the order in which it was filled, and without rows that are equal in every field. */
export function toSortedSet(set: PlaySet): PlaySet {
  const sorted = createPlaySet()
  for (const [hash, file] of [...set.files].sort(([a], [b]) => (a < b ? -1 : 1))) sorted.files.set(hash, file)
  const bySong = set.songs
    .map((song, index) => ({ key: songKey(song), song, index }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const places = new Int32Array(bySong.length)
  for (const [place, { song, index }] of bySong.entries()) {
    places[index] = place
    sorted.songs.push(song)
  }
  const { song, time, played_ms, stamp } = set.columns
  const place = (row: number) => places[song[row] as number] as number
  const compare = (a: number, b: number) =>
    (time[a] as number) - (time[b] as number) ||
    place(a) - place(b) ||
    (played_ms[a] as number) - (played_ms[b] as number) ||
    (stamp[a] as number) - (stamp[b] as number)
  const rows = Int32Array.from(time.keys()).sort(compare)
  let last = -1
  for (const row of rows) {
    if (last >= 0 && compare(last, row) === 0) continue
    sorted.columns.song.push(place(row))
    sorted.columns.time.push(time[row] as number)
    sorted.columns.played_ms.push(played_ms[row] as number)
    sorted.columns.stamp.push(stamp[row] as number)
    last = row
  }
  return sorted
}

function songKey({ form, title, artists, album, url, isrc, recording_mbid }: PlayedSong): string {
  return JSON.stringify([title, artists, album, url, isrc, recording_mbid, form])
}
