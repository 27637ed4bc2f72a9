import type { LanguageName } from './languages.ts'

/** A country where artists live. `simulated-charts.ts` has those with a chart. */
export interface Home {
  /** ISO 3166, lower case. */
  market: string
  language: LanguageName
  /** Singles per week. */
  singles: number
  /** Share of the singles that are heard worldwide. */
  reach: number
  /** Weight in the global chart of a song that is heard only at home. */
  weight: number
  /** How much the country likes songs that are heard worldwide. */
  openness: number
  /** Chance per week of an album whose songs all enter the charts. */
  album: number
}

const home = (
  market: string,
  language: LanguageName,
  numbers: [singles: number, reach: number, weight: number, openness: number, album: number],
): Home => {
  const [singles, reach, weight, openness, album] = numbers
  return { market, language, singles, reach, weight, openness, album }
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
