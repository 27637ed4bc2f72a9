import { random } from './random.ts'

/** Items that are no ordinary track, as real playlists have them. */
export const defectKinds = {
  removed: 'a track that was taken down: its id is left, names are empty, the release date is 0000',
  null_item: 'an item whose track is null',
  local_file: 'a file from somebody’s disk, without an id',
  episode: 'an episode of a podcast among the songs',
} as const

export type DefectKind = keyof typeof defectKinds

export interface Defect {
  kind: DefectKind
  /** From 0, in the chart. */
  index: number
}

/** How often an issue has a defect: rarely in the global chart, now and then in those of countries. */
const odds = { global: 1 / 60, market: 1 / 12 }

/** The defect that is planted in an issue; null for most. It takes the place of the song there. */
export function drawDefect(
  seed: number,
  { chart, scope, expected_size }: { chart: string; scope: keyof typeof odds; expected_size: number },
  date: string,
): Defect | null {
  const draws = random(seed, 'defect', chart, date)
  if (!draws.chance(odds[scope])) return null
  const kind = draws.pick(Object.keys(defectKinds) as DefectKind[])
  return { kind, index: 20 + draws.whole(expected_size - 20) }
}
