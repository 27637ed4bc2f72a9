import { type Credit, fame, someArtist } from './artists.ts'
import { type Day, toFriday } from './days.ts'
import { type Home, homes } from './homes.ts'
import { hash, type Random, random } from './random.ts'
import { type Course, lastDay } from './trajectory.ts'

/** One recording, with what decides about its way; its words are drawn when they are wanted, in `tracks.ts`. */
export interface Song extends Course {
  /** Unique in a world: ids and words are drawn from it. */
  key: string
  /** The lead first. */
  artists: readonly Credit[]
  home: Home
  /** The world hears it; else its home does. */
  travels: boolean
  /** The album that it came with; null: a single. */
  album: { key: string; number: number; of: number } | null
  /** The song that this is another version of. */
  original: Song | null
  /** When the label puts it under a new track id, on its album; null: never. */
  switched: Day | null
}

/** How often a world song has how many artists. */
const creditOdds = [0.64, 0.9, 0.97]

/** Songs that came out in that week, all versions included. */
export function createWeekSongs(seed: number, week: number): Song[] {
  const singles = homes.flatMap((home) =>
    several(home.singles, (number) => createSingle(seed, week, home, number)),
  )
  return [
    ...singles,
    ...homes.flatMap((home) => createAlbum(seed, week, home)),
    ...createVersions(seed, week),
  ]
}

function createSingle(seed: number, week: number, home: Home, number: number): Song {
  const key = `${week}/${home.market}/${number}`
  const draws = random(seed, key)
  const release = toFriday(week) + (draws.chance(0.85) ? 0 : draws.whole(7))
  const artists = drawCredits(draws, home, release)
  const lead = artists[0] as Credit
  const strength = heavyTail(draws) * (0.6 + 0.8 * fame(lead.home, lead.number))
  const rise = draws.chance(0.3) ? draws.between(14, 90) : 0
  const travels = draws.chance(home.reach)
  const decay = drawDecay(draws)
  const switched = draws.chance(0.14) ? release + 9 + draws.whole(80) : null
  return complete({ seed, key, release, artists, strength, rise, decay, home, travels, switched })
}

/** In some weeks a star's album: ten songs and more on one day, most of them for a few days. */
function createAlbum(seed: number, week: number, home: Home): Song[] {
  const key = `${week}/${home.market}/album`
  const draws = random(seed, key)
  if (!draws.chance(home.album)) return []
  const release = toFriday(week)
  const stars = several(4, () => someArtist(draws, home, release))
  const star = stars.reduce((best, each) => (fame(home, each.number) > fame(home, best.number) ? each : best))
  const height = draws.between(5, 9)
  const travels = draws.chance(home.reach)
  const of = 11 + draws.whole(8)
  return several(of, (index) => {
    const place = draws.whole(of)
    const strength = (height * (of - place)) / of + 0.8
    const decay = place < 2 ? draws.between(25, 60) : draws.between(3, 9)
    const guests = draws.chance(0.2) ? [someArtist(draws, home, release)] : []
    const artists = distinct([star, ...guests])
    const album = { key, number: index + 1, of }
    const course = { release, strength, rise: 0, decay }
    return complete({ seed, key: `${key}/${index}`, artists, home, travels, album, ...course })
  })
}

/** A remix, live, acoustic or sped up version of a song that was strong some weeks ago. */
function createVersions(seed: number, week: number): Song[] {
  const draws = random(seed, week, 'versions')
  return several(2, (number) => {
    const home = draws.chance(0.6) ? (homes[0] as Home) : draws.pick(homes)
    const then = week - 3 - draws.whole(8)
    const originals = several(Math.min(5, home.singles), (each) => createSingle(seed, then, home, each))
    const original = originals.reduce((best, each) => (each.strength > best.strength ? each : best))
    const { artists, travels } = original
    const strength = original.strength * draws.between(0.3, 0.8)
    const course = { release: toFriday(week), strength, rise: 0, decay: draws.between(8, 30) }
    return complete({ seed, key: `${week}/version/${number}`, artists, home, travels, original, ...course })
  })
}

/** Songs without a release week: evergreens of older years, and those of every December. */
export function timelessSongs(seed: number): Song[] {
  const timeless = (kind: 'evergreen' | 'holiday', count: number): Song[] =>
    several(count, (number) => {
      const key = `${kind}/${number}`
      const draws = random(seed, key)
      // From 1958 on for December, from 1975 on for the others; none is younger than 2014.
      const release = (kind === 'holiday' ? -4300 : 1900) + draws.whole(kind === 'holiday' ? 20_000 : 14_000)
      const home = draws.chance(0.7) ? (homes[0] as Home) : draws.pick(homes)
      const artists = [someArtist(draws, home, release)]
      const strength = kind === 'holiday' ? draws.between(0.5, 7) : draws.between(0.35, 0.95)
      // Catalogues change hands now and then.
      const switched = draws.chance(0.4) ? 17_200 + draws.whole(5000) : null
      const course = { kind, release, strength, rise: 0, decay: 1 }
      return complete({ seed, key, artists, home, travels: draws.chance(0.8), switched, ...course })
    })
  return [...timeless('evergreen', 45), ...timeless('holiday', 36)]
}

type Draft = Pick<Song, 'key' | 'release' | 'strength' | 'rise' | 'decay' | 'artists' | 'home' | 'travels'> &
  Partial<Pick<Song, 'kind' | 'album' | 'original' | 'switched'>> & { seed: number }

/** Field by field, so that all songs are of one shape to the engine: days weigh thousands of them. */
function complete(draft: Draft): Song {
  const { kind = 'release', album = null, original = null, switched = null } = draft
  const { seed, key, release, strength, rise, decay, artists, home, travels } = draft
  const salt = hash(`${seed}/${key}`)
  const last = kind === 'release' ? lastDay(draft) : Number.POSITIVE_INFINITY
  return {
    key,
    salt,
    kind,
    release,
    strength,
    rise,
    decay,
    last,
    artists,
    home,
    travels,
    album,
    original,
    switched,
  }
}

/** Few songs are heard by everybody: strength beyond x becomes rare with the square of x. */
function heavyTail(draws: Random): number {
  return 1 / Math.sqrt(draws.between(0.0025, 1))
}

function drawDecay(draws: Random): number {
  const kind = draws.next()
  if (kind < 0.4) return draws.between(5, 15)
  if (kind < 0.86) return draws.between(20, 55)
  if (kind < 0.985) return draws.between(60, 150)
  return draws.between(250, 500)
}

function drawCredits(draws: Random, home: Home, release: Day): Credit[] {
  const odds = draws.next()
  const count = 1 + creditOdds.filter((limit) => odds >= limit).length
  const guests = several(count - 1, () =>
    someArtist(draws, draws.chance(0.75) ? home : draws.pick(homes), release),
  )
  return distinct([someArtist(draws, home, release), ...guests])
}

function distinct(credits: readonly Credit[]): Credit[] {
  return credits.filter(
    ({ home, number }, index) =>
      credits.findIndex((other) => other.home === home && other.number === number) === index,
  )
}

function several<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
