import { random } from './random.ts'

/** Items of real playlists that are not ordinary tracks. */
export const defectKinds = {
  removed: 'a track that was taken down: it has its id, empty names and the release date 0000',
  null_item: 'an item whose track is null',
  local_file: 'a file on someone’s disk, without an id',
  episode: 'an episode of a podcast among the songs',
} as const

export type DefectKind = keyof typeof defectKinds

export interface Defect {
  kind: DefectKind
  /** From 0, in the chart. */
  index: number
}

/** Odds that an issue has a defect. */
const odds = { global: 1 / 60, market: 1 / 12 }

/** The defect of an issue, which replaces the song at its index; null for most issues. */
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
