import type { ListenSettings } from '../raw/raw-object.ts'
import { groupSongs } from './group-songs.ts'
import { listChartDays } from './listen-calendar.ts'
import { addCount, type LeftOutCounts } from './play.ts'
import { type PlaySet, UNKNOWN_MS } from './play-set.ts'
import { findListens, type SongPlay, shareListen } from './same-listens.ts'

/** How often each song was played in each issue. */
export interface CountedPlays {
  issues: CountedIssue[]
  songs: CountedSong[]
  /** Plays that count. */
  plays: number
  /** All rows that were read. */
  rows: number
  left_out: LeftOutCounts
}

export interface CountedIssue {
  /** Days since 1970. */
  day: number
  /** By plays, the most first. */
  counts: { song: number; plays: number }[]
}

export interface CountedSong {
  key: string
  /** Index in the songs of the set: the spelling with the most plays. */
  spelling: number
}

/** Counts sorted plays. Pure: the same plays and settings give the same counts. */
export function countPlays(
  set: PlaySet,
  cadence: 'daily' | 'weekly',
  settings: ListenSettings,
): CountedPlays {
  const { columns, songs } = set
  const readPlays = playReader(set)
  const { groups, keys } = groupSongs(songs, (one, other) =>
    shareListen(readPlays(one), readPlays(other), columns),
  )
  const days = listChartDays(columns.time, cadence, settings)
  const left_out = sumReading(set)
  const issues = new Map<number, CountedIssue['counts']>()
  let plays = 0
  for (const [song, rows] of groupRows(columns.song, groups, keys.length).entries()) {
    const own = rows.map((row) => toSongPlay(set, row))
    const counts = new Map<number, number>()
    for (const { row } of findListens(own, columns, (reason) => addCount(left_out, reason))) {
      const ms = columns.played_ms[row] as number
      if (ms !== UNKNOWN_MS && ms < settings.min_play_ms) addCount(left_out, 'too_short')
      else counts.set(days[row] as number, (counts.get(days[row] as number) ?? 0) + 1)
    }
    for (const [day, count] of counts) {
      plays += count
      const issue = issues.get(day) ?? []
      issues.set(day, issue)
      issue.push({ song, plays: count })
    }
  }
  const spellings = chooseSpellings(set, groups, keys.length)
  return {
    issues: [...issues]
      .sort(([a], [b]) => a - b)
      .map(([day, counts]) => ({
        day,
        counts: counts.sort((a, b) => b.plays - a.plays || byKey(a.song, b.song)),
      })),
    songs: keys.map((key, song) => ({ key, spelling: spellings[song] as number })),
    plays,
    rows: [...set.files.values()].reduce((sum, { rows }) => sum + rows, 0),
    left_out,
  }

  function byKey(a: number, b: number): number {
    return (keys[a] as string) < (keys[b] as string) ? -1 : 1
  }
}

function toSongPlay({ songs, columns }: Pick<PlaySet, 'songs' | 'columns'>, row: number): SongPlay {
  const { form } = songs[columns.song[row] as number] as PlaySet['songs'][number]
  return { row, form }
}

/** Reads the plays of some songs, by time. The rows of each song are listed at the first call: most sets never need them. */
function playReader(set: PlaySet): (songs: readonly number[]) => SongPlay[] {
  let bySong: number[][] | null = null
  return (songs) => {
    const { song } = set.columns
    bySong ??= groupRows(song, Int32Array.from(set.songs.keys()), set.songs.length)
    const rows = songs.flatMap((index) => bySong?.[index] ?? []).sort((a, b) => a - b)
    return rows.map((row) => toSongPlay(set, row))
  }
}

/** What the readers of the files left out, and the rows that are equal in every field. */
function sumReading({ files, size }: PlaySet): LeftOutCounts {
  const counts: LeftOutCounts = {}
  let plays = 0
  for (const { rows, left_out } of files.values()) {
    plays += rows
    for (const [reason, count] of Object.entries(left_out)) {
      plays -= count
      addCount(counts, reason as keyof LeftOutCounts, count)
    }
  }
  addCount(counts, 'duplicate', plays - size())
  return counts
}

/** The rows of each group, by time. */
function groupRows(song: readonly number[], groups: Int32Array, size: number): number[][] {
  const rows: number[][] = Array.from({ length: size }, () => [])
  for (let row = 0; row < song.length; row++) rows[groups[song[row] as number] as number]?.push(row)
  return rows
}

/**
 * The most played spelling of each group, whatever ids and albums came with it; of equals the shortest title, which has no
 * remarks. Of this spelling the id that was played most, of equals the first of the set.
 */
function chooseSpellings(
  { songs, columns }: Pick<PlaySet, 'songs' | 'columns'>,
  groups: Int32Array,
  size: number,
): Int32Array {
  const own = new Int32Array(songs.length)
  for (const song of columns.song) own[song] = (own[song] as number) + 1
  const spelled = new Map<string, number>()
  const texts = songs.map(({ title, artists }, song) => `${groups[song]} ${JSON.stringify([title, artists])}`)
  for (const [song, text] of texts.entries())
    spelled.set(text, (spelled.get(text) ?? 0) + (own[song] as number))
  const compare = (a: number, b: number) =>
    (spelled.get(texts[a] as string) as number) - (spelled.get(texts[b] as string) as number) ||
    (songs[b]?.title.length ?? 0) - (songs[a]?.title.length ?? 0) ||
    (own[a] as number) - (own[b] as number)
  const best = new Int32Array(size).fill(-1)
  for (const [song, group] of groups.entries()) {
    const current = best[group] as number
    if (current < 0 || compare(song, current) > 0) best[group] = song
  }
  return best
}
