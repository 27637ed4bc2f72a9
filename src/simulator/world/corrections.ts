import { hash } from './random.ts'

/** What happens to the chart of a date; `original` undoes earlier corrections. */
export const correctionKinds = {
  swap_top: 'the first two songs swap positions',
  shorten: 'only the first tenth of the chart is left',
  empty: 'the playlist has no items',
  original: 'the chart as it was first',
} as const

export type CorrectionKind = keyof typeof correctionKinds

/** From an instant on, the chart of that date is different. */
export interface Correction {
  /** Slug of a chart. Give this or the playlist; without both, every chart is corrected. */
  chart?: string
  playlist?: string
  /** ISO instant; the chart of its UTC date is corrected. */
  from: string
  /** ISO instant; without it, the correction lasts until the end of the day. */
  to?: string
  kind: CorrectionKind
}

/** When the world itself corrects one issue of fifty; never before noon. */
const PLANTED_AT = 'T15:00:00.000Z'

/** The correction of a chart at an instant: the latest one. */
export function findCorrection(
  { seed, chart, playlist, instant }: { seed: number; chart: string; playlist: string; instant: string },
  corrections: readonly Correction[],
): CorrectionKind {
  const date = instant.slice(0, 10)
  const now = Date.parse(instant)
  const active = [...plantCorrections(seed, chart, date), ...corrections]
    .filter((each) => (each.chart ?? chart) === chart && (each.playlist ?? playlist) === playlist)
    .filter((each) => new Date(each.from).toISOString().slice(0, 10) === date)
    .filter((each) => Date.parse(each.from) <= now && (each.to === undefined || now < Date.parse(each.to)))
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from))
  return active.at(-1)?.kind ?? 'original'
}

/** The items of a chart after a correction. */
export function applyCorrection<T>(items: readonly T[], kind: CorrectionKind): T[] {
  const [first, second, ...rest] = items
  if (kind === 'empty') return []
  if (kind === 'shorten') return items.slice(0, Math.ceil(items.length / 10))
  if (kind === 'swap_top' && first !== undefined && second !== undefined) return [second, first, ...rest]
  return [...items]
}

function plantCorrections(seed: number, chart: string, date: string): Correction[] {
  const isPlanted = hash(`${seed}/correction/${chart}/${date}`) % 50 === 0
  return isPlanted ? [{ from: `${date}${PLANTED_AT}`, kind: 'swap_top' }] : []
}
