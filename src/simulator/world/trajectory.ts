import { type Day, fromChristmas } from './days.ts'
import { noise } from './random.ts'

/** How a song's strength moves with the days. */
export interface Course {
  /** 32 bits that make its ups and downs its own. */
  salt: number
  kind: 'release' | 'evergreen' | 'holiday'
  release: Day
  /** What it is worth on its best day. */
  strength: number
  /** Days until that day: 0 for an instant hit. */
  rise: number
  /** Days in which it falls to a quarter. */
  decay: number
  /** The last day on which any chart could want it. */
  last: Day
}

/** No chart has ever been so thin that less than this got in. */
export const FLOOR = 0.35
/** Days for which a song is remembered at most; evergreens never end. */
export const LONGEST = 130 * 7

/** When a song of that course is forgotten, as the day. */
export function lastDay({
  release,
  strength,
  rise,
  decay,
}: Pick<Course, 'release' | 'strength' | 'rise' | 'decay'>): Day {
  const days = Math.ceil(rise + decay * (Math.sqrt(strength / FLOOR) - 1))
  return release + Math.max(0, Math.min(days, LONGEST))
}

/** The strength on that day: 0 before the release and after the last day. Basic arithmetic only, see `random.ts`. */
export function strengthOn(course: Course, day: Day): number {
  if (day < course.release || day > course.last) return 0
  return (
    course.strength *
    shapeOn(course, day) *
    trend(course.salt, day) *
    (0.98 + 0.04 * noise(~course.salt, day))
  )
}

function shapeOn({ kind, release, rise, decay }: Course, day: Day): number {
  if (kind === 'evergreen') return 1
  if (kind === 'holiday') return season(day)
  const age = day - release
  if (age < rise) {
    const part = age / rise
    return 0.04 + 0.96 * part * part * (3 - 2 * part)
  }
  const fallen = decay / (decay + age - rise)
  return fallen * fallen
}

/** Rises from the end of November, is highest at Christmas and gone a week later. */
function season(day: Day): number {
  const days = fromChristmas(day)
  if (days < -35 || days > 7) return 0
  const height = days <= 0 ? (days + 36) / 36 : (8 - days) / 24
  return height * height
}

/** Word of mouth: up and down by a fifth, over weeks. */
function trend(salt: number, day: Day): number {
  const knot = Math.floor(day / 11)
  const part = day / 11 - knot
  return 0.82 + 0.36 * (noise(salt, knot) * (1 - part) + noise(salt, knot + 1) * part)
}
