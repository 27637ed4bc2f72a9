import { epochDays } from '../../domain/time.ts'
import type { Releases } from '../file-format.ts'
import { record } from '../json/fields.ts'
import type { Entry, Rejected } from '../source.ts'
import type { Playlist } from './playlist-format.ts'

/** Share of a playlist's items that must have been added on one date for it to be the date of the playlist. */
const SHARE = 0.9

/** The ISO date on which nine of ten items of every playlist were added; null where there is no such date. */
export function sharedDate(playlists: Playlist[]): string | null {
  const dates = new Set(playlists.map(({ items }) => findCommonDate(items ?? [])))
  return dates.size === 1 ? ([...dates][0] ?? null) : null
}

function findCommonDate(items: unknown[]): string | null {
  const counts = new Map<string, number>()
  for (const item of items) {
    const added_at = record(item)?.added_at
    if (typeof added_at !== 'string' || epochDays(added_at) === null) continue
    const date = added_at.slice(0, 10)
    counts.set(date, (counts.get(date) ?? 0) + 1)
  }
  const [date, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [null, 0]
  return count >= SHARE * items.length ? date : null
}

/** Counts the songs that state a release date, as `2026-01-05`, `2026-01` or `2026`; none without a day to compare it with. */
export function countReleases(items: (Entry | Rejected)[], date: string | null): Releases {
  const releases = items.flatMap((item) => ('song' in item && item.song.album?.release_date) || [])
  return date === null
    ? { stated: 0, later: 0 }
    : { stated: releases.length, later: releases.filter((release) => release > date).length }
}

export function addReleases(all: Releases[]): Releases {
  const sum = (of: keyof Releases) => all.reduce((total, releases) => total + releases[of], 0)
  return { stated: sum('stated'), later: sum('later') }
}
