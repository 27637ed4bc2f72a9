import type { TongueName } from './tongues.ts'

/** A country where artists live. Those with a chart are in `charts.ts`. */
export interface Home {
  /** ISO 3166, lower case. */
  market: string
  tongue: TongueName
  /** Singles a week. */
  singles: number
  /** Share of the singles that the whole world hears. */
  reach: number
  /** What a song that stays at home weighs in the global chart. */
  weight: number
  /** How much of the world's taste the country shares. */
  openness: number
  /** Chance that a week brings an album which enters the charts whole. */
  album: number
}

const home = (
  market: string,
  tongue: TongueName,
  numbers: [singles: number, reach: number, weight: number, openness: number, album: number],
): Home => {
  const [singles, reach, weight, openness, album] = numbers
  return { market, tongue, singles, reach, weight, openness, album }
}

export const homes: readonly Home[] = [
  home('us', 'english', [16, 0.75, 0.35, 1, 0.16]),
  home('br', 'portuguese', [7, 0.1, 0.2, 0.45, 0.03]),
  home('de', 'german', [6, 0.06, 0.1, 0.8, 0.03]),
  home('ua', 'ukrainian', [5, 0.04, 0.04, 0.6, 0.01]),
  home('eg', 'arabic', [5, 0.05, 0.06, 0.5, 0.01]),
  home('in', 'hindi', [6, 0.06, 0.25, 0.4, 0.02]),
  home('jp', 'japanese', [7, 0.06, 0.15, 0.35, 0.02]),
  home('kr', 'korean', [6, 0.25, 0.12, 0.5, 0.03]),
  home('se', 'swedish', [2, 0.5, 0.02, 0.9, 0]),
  home('fr', 'french', [2, 0.3, 0.1, 0.7, 0]),
  home('gr', 'greek', [1, 0.3, 0.02, 0.7, 0]),
  home('il', 'hebrew', [1, 0.3, 0.02, 0.7, 0]),
  home('th', 'thai', [1, 0.3, 0.05, 0.6, 0]),
]
