import { type Day, daysFromChristmas } from './days.ts'
import { noise } from './random.ts'

/** How the strength of a song changes from day to day. */
export interface Trajectory {
  /** 32 bits from which the daily variation is drawn. */
  salt: number
  kind: 'release' | 'evergreen' | 'holiday'
  release: Day
  /** Strength on the best day. */
  strength: number
  /** Days from the release to the best day: 0 for an instant hit. */
  rise: number
  /** Days from the best day to a quarter of the strength. */
  decay: number
  /** The last day on which it can enter a chart. */
  last: Day
}

/** Weaker songs never enter a chart. */
export const MIN_STRENGTH = 0.35
/** Days that a song can last after its release; evergreens never end. */
export const MAX_DAYS = 130 * 7

/** The last day on which a song with this trajectory can enter a chart. */
export function getLastDay({
  release,
  strength,
  rise,
  decay,
}: Pick<Trajectory, 'release' | 'strength' | 'rise' | 'decay'>): Day {
  const days = Math.ceil(rise + decay * (Math.sqrt(strength / MIN_STRENGTH) - 1))
  return release + Math.max(0, Math.min(days, MAX_DAYS))
}

/** The strength on a day: 0 before the release and after the last day. Uses basic arithmetic only, see `random.ts`. */
export function getStrength(trajectory: Trajectory, day: Day): number {
  if (day < trajectory.release || day > trajectory.last) return 0
  return (
    trajectory.strength *
    getShape(trajectory, day) *
    getTrend(trajectory.salt, day) *
    (0.98 + 0.04 * noise(~trajectory.salt, day))
  )
}

function getShape({ kind, release, rise, decay }: Trajectory, day: Day): number {
  if (kind === 'evergreen') return 1
  if (kind === 'holiday') return getSeason(day)
  const age = day - release
  if (age < rise) {
    const part = age / rise
    return 0.04 + 0.96 * part * part * (3 - 2 * part)
  }
  const fallen = decay / (decay + age - rise)
  return fallen * fallen
}

/** Rises from the end of November, peaks at Christmas and ends a week later. */
function getSeason(day: Day): number {
  const days = daysFromChristmas(day)
  if (days < -35 || days > 7) return 0
  const height = days <= 0 ? (days + 36) / 36 : (8 - days) / 24
  return height * height
}

/** Word of mouth: up and down by a fifth over weeks. */
function getTrend(salt: number, day: Day): number {
  const knot = Math.floor(day / 11)
  const part = day / 11 - knot
  return 0.82 + 0.36 * (noise(salt, knot) * (1 - part) + noise(salt, knot + 1) * part)
}
