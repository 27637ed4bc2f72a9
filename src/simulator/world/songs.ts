import { type Credit, drawArtist, getFame } from './artists.ts'
import { type Day, toFriday } from './days.ts'
import { type Home, homes } from './homes.ts'
import { hash, type Random, random } from './random.ts'
import { getLastDay, type Trajectory } from './trajectory.ts'

/** One recording and its trajectory. `tracks.ts` draws its title and names when they are needed. */
export interface Song extends Trajectory {
  /** Unique in a world: ids and names are drawn from it. */
  key: string
  /** The lead artist first. */
  artists: readonly Credit[]
  home: Home
  /** Heard worldwide; otherwise only at home. */
  travels: boolean
  /** The album that it was released on; null for a single. */
  album: { key: string; number: number; of: number } | null
  /** The song that this is another version of. */
  original: Song | null
  /** When the label moves it to a new track id, on an album; null: never. */
  switched: Day | null
}

/** Cumulative odds of one, two and three artists. */
const creditOdds = [0.64, 0.9, 0.97]

/** The songs released in a week, including versions of older songs. */
export function createWeekSongs(seed: number, week: number): Song[] {
  const singles = homes.flatMap((home) =>
    repeat(home.singles, (number) => createSingle(seed, week, home, number)),
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
  const strength = drawStrength(draws) * (0.6 + 0.8 * getFame(lead.home, lead.number))
  const rise = draws.chance(0.3) ? draws.between(14, 90) : 0
  const travels = draws.chance(home.reach)
  const decay = drawDecay(draws)
  const switched = draws.chance(0.14) ? release + 9 + draws.whole(80) : null
  return createSong({ seed, key, release, artists, strength, rise, decay, home, travels, switched })
}

/** In some weeks, the album of a star: more than ten songs on one day, most of them for a few days. */
function createAlbum(seed: number, week: number, home: Home): Song[] {
  const key = `${week}/${home.market}/album`
  const draws = random(seed, key)
  if (!draws.chance(home.album)) return []
  const release = toFriday(week)
  const stars = repeat(4, () => drawArtist(draws, home, release))
  const star = stars.reduce((best, each) =>
    getFame(home, each.number) > getFame(home, best.number) ? each : best,
  )
  const height = draws.between(5, 9)
  const travels = draws.chance(home.reach)
  const of = 11 + draws.whole(8)
  return repeat(of, (index) => {
    const rank = draws.whole(of)
    const strength = (height * (of - rank)) / of + 0.8
    const decay = rank < 2 ? draws.between(25, 60) : draws.between(3, 9)
    const guests = draws.chance(0.2) ? [drawArtist(draws, home, release)] : []
    const artists = removeDuplicates([star, ...guests])
    const album = { key, number: index + 1, of }
    const trajectory = { release, strength, rise: 0, decay }
    return createSong({ seed, key: `${key}/${index}`, artists, home, travels, album, ...trajectory })
  })
}

/** Remixes, live, acoustic or sped-up versions of songs that were strong some weeks ago. */
function createVersions(seed: number, week: number): Song[] {
  const draws = random(seed, week, 'versions')
  return repeat(2, (number) => {
    const home = draws.chance(0.6) ? (homes[0] as Home) : draws.pick(homes)
    const then = week - 3 - draws.whole(8)
    const originals = repeat(Math.min(5, home.singles), (each) => createSingle(seed, then, home, each))
    const original = originals.reduce((best, each) => (each.strength > best.strength ? each : best))
    const { artists, travels } = original
    const strength = original.strength * draws.between(0.3, 0.8)
    const trajectory = { release: toFriday(week), strength, rise: 0, decay: draws.between(8, 30) }
    return createSong({
      seed,
      key: `${week}/version/${number}`,
      artists,
      home,
      travels,
      original,
      ...trajectory,
    })
  })
}

/** Songs that are in charts every year: evergreens, and holiday songs in December. */
export function createTimelessSongs(seed: number): Song[] {
  const timeless = (kind: 'evergreen' | 'holiday', count: number): Song[] =>
    repeat(count, (number) => {
      const key = `${kind}/${number}`
      const draws = random(seed, key)
      // Holiday songs are of 1958 to 2013, evergreens of 1975 to 2013.
      const release = (kind === 'holiday' ? -4300 : 1900) + draws.whole(kind === 'holiday' ? 20_000 : 14_000)
      const home = draws.chance(0.7) ? (homes[0] as Home) : draws.pick(homes)
      const artists = [drawArtist(draws, home, release)]
      const strength = kind === 'holiday' ? draws.between(0.5, 7) : draws.between(0.35, 0.95)
      // Catalogues are sold now and then.
      const switched = draws.chance(0.4) ? 17_200 + draws.whole(5000) : null
      const trajectory = { kind, release, strength, rise: 0, decay: 1 }
      return createSong({ seed, key, artists, home, travels: draws.chance(0.8), switched, ...trajectory })
    })
  return [...timeless('evergreen', 45), ...timeless('holiday', 36)]
}

type Draft = Pick<Song, 'key' | 'release' | 'strength' | 'rise' | 'decay' | 'artists' | 'home' | 'travels'> &
  Partial<Pick<Song, 'kind' | 'album' | 'original' | 'switched'>> & { seed: number }

/** Writes every field in the same order: V8 is faster with objects of one shape, and each day compares thousands. */
function createSong(draft: Draft): Song {
  const { kind = 'release', album = null, original = null, switched = null } = draft
  const { seed, key, release, strength, rise, decay, artists, home, travels } = draft
  const salt = hash(`${seed}/${key}`)
  const last = kind === 'release' ? getLastDay(draft) : Number.POSITIVE_INFINITY
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

/** Heavy-tailed: the odds of a strength above x fall with the square of x. */
function drawStrength(draws: Random): number {
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
  const guests = repeat(count - 1, () =>
    drawArtist(draws, draws.chance(0.75) ? home : draws.pick(homes), release),
  )
  return removeDuplicates([drawArtist(draws, home, release), ...guests])
}

function removeDuplicates(credits: readonly Credit[]): Credit[] {
  return credits.filter(
    ({ home, number }, index) =>
      credits.findIndex((other) => other.home === home && other.number === number) === index,
  )
}

function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
