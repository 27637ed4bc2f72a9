import { hash } from './random.ts'

/** What a chart date's answer becomes; `original` undoes what was before. */
export const correctionKinds = {
  swap_top: 'the first two songs change places',
  shorten: 'only the first tenth of the chart is left',
  empty: 'the playlist has no items',
  original: 'the chart as it was first',
} as const

export type CorrectionKind = keyof typeof correctionKinds

/** From an instant on the same chart date is answered otherwise. */
export interface Correction {
  /** A chart's slug; either this or the playlist, neither means every chart. */
  chart?: string
  playlist?: string
  /** ISO instant; the correction is of the UTC day in which it lies. */
  from: string
  /** ISO instant; without it the correction stands until the day ends. */
  to?: string
  kind: CorrectionKind
}

/** When the world itself corrects: one issue of fifty, never before noon. */
const PLANTED_AT = 'T15:00:00.000Z'

/** What stands at an instant for a chart: the correction that came last. */
export function correctionAt(
  { seed, chart, playlist, instant }: { seed: number; chart: string; playlist: string; instant: string },
  corrections: readonly Correction[],
): CorrectionKind {
  const date = instant.slice(0, 10)
  const now = Date.parse(instant)
  const standing = [...planted(seed, chart, date), ...corrections]
    .filter((each) => (each.chart ?? chart) === chart && (each.playlist ?? playlist) === playlist)
    .filter((each) => new Date(each.from).toISOString().slice(0, 10) === date)
    .filter((each) => Date.parse(each.from) <= now && (each.to === undefined || now < Date.parse(each.to)))
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from))
  return standing.at(-1)?.kind ?? 'original'
}

/** The list after a correction. */
export function correct<T>(items: readonly T[], kind: CorrectionKind): T[] {
  const [first, second, ...rest] = items
  if (kind === 'empty') return []
  if (kind === 'shorten') return items.slice(0, Math.ceil(items.length / 10))
  if (kind === 'swap_top' && first !== undefined && second !== undefined) return [second, first, ...rest]
  return [...items]
}

function planted(seed: number, chart: string, date: string): Correction[] {
  const isPlanted = hash(`${seed}/correction/${chart}/${date}`) % 50 === 0
  return isPlanted ? [{ from: `${date}${PLANTED_AT}`, kind: 'swap_top' }] : []
}
