import { type Day, toYear } from './days.ts'
import type { Home } from './homes.ts'
import { drawArtistName } from './invented-names.ts'
import { drawId, noise, type Random, random } from './random.ts'

/** An artist of a song. The artists of a home are numbered from 1950 on, without end. */
export interface Credit {
  home: Home
  number: number
}

export interface Artist {
  id: string
  name: string
}

/** Artists of a home who are active at the same time, and those who begin each year. */
const ACTIVE = 160
const NEW_PER_YEAR = 22

/** An artist of a home who is active on a day: careers rise and fall over about seven years. */
export function drawArtist(draws: Random, home: Home, day: Day): Credit {
  const first = (toYear(day) - 1950) * NEW_PER_YEAR
  const draw = () => first + Math.floor(((draws.next() + draws.next()) / 2) * ACTIVE)
  const [one, other] = [draw(), draw()]
  return { home, number: getFame(home, one) > getFame(home, other) ? one : other }
}

/** How famous an artist is, from 0 to below 1. */
export function getFame(home: Home, number: number): number {
  return noise(home.market.charCodeAt(0) * 256 + home.market.charCodeAt(1), number)
}

/** The id and the name of an artist. */
export function describeArtist(seed: number, { home, number }: Credit): Artist {
  return {
    id: drawId(seed, 'artist', home.market, number),
    name: drawArtistName(random(seed, 'artist', home.market, number), home.language),
  }
}
