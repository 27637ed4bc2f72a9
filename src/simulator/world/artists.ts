import { type Day, toYear } from './days.ts'
import type { Home } from './homes.ts'
import { artistName } from './invented-names.ts'
import { drawId, noise, type Random, random } from './random.ts'

/** Who sings: the number is the artist's place in the endless row of the home's artists. */
export interface Credit {
  home: Home
  number: number
}

export interface Artist {
  id: string
  name: string
}

/** Artists of a home who are active at once, and how many begin each year. */
const ACTIVE = 160
const NEW_A_YEAR = 22

/** Somebody of that home who is active then: careers rise and fall over about seven years. */
export function someArtist(draws: Random, home: Home, day: Day): Credit {
  const first = (toYear(day) - 1950) * NEW_A_YEAR
  const someone = () => first + Math.floor(((draws.next() + draws.next()) / 2) * ACTIVE)
  const [one, other] = [someone(), someone()]
  return { home, number: fame(home, one) > fame(home, other) ? one : other }
}

/** From 0 to below 1. */
export function fame(home: Home, number: number): number {
  return noise(home.market.charCodeAt(0) * 256 + home.market.charCodeAt(1), number)
}

export function describeArtist(seed: number, { home, number }: Credit): Artist {
  return {
    id: drawId(seed, 'artist', home.market, number),
    name: artistName(random(seed, 'artist', home.market, number), home.tongue),
  }
}
