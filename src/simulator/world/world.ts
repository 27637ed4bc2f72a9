import { type Day, toWeek } from './days.ts'
import { noise } from './random.ts'
import { findHome, type SimulatedChart, simulatedCharts } from './simulated-charts.ts'
import { createWeekSongs, type Song, timelessSongs } from './songs.ts'
import { FLOOR, LONGEST, strengthOn } from './trajectory.ts'

/** The invented world of one seed: any day can be asked, in any order. */
export interface World {
  seed: number
  /** The songs of a chart on a day, the first first, each with its strength there. Charts are numbered as `simulatedCharts`. */
  ranking(chart: number, day: Day): Ranked[]
}

interface Ranked {
  song: Song
  strength: number
}

/** Weeks for which a song is remembered at most, see `trajectory.ts`, and one more. */
const WEEKS = LONGEST / 7 + 1
/** Days whose songs are kept: charts are asked for day by day. */
const DAYS_KEPT = 8

const worlds = new Map<number, World>()

/** The world of a seed, made once. */
export function getWorld(seed: number): World {
  const world = worlds.get(seed) ?? createWorld(seed)
  worlds.set(seed, world)
  return world
}

function createWorld(seed: number): World {
  const timeless = timelessSongs(seed)
  const weeks = new Map<number, Song[]>()
  const days = new Map<Day, Ranked[]>()

  /** Those first that are remembered longest. */
  function getWeekSongs(week: number): Song[] {
    const songs = weeks.get(week) ?? createWeekSongs(seed, week).sort((a, b) => b.last - a.last)
    weeks.set(week, songs)
    return songs
  }

  function audibleOn(day: Day): Ranked[] {
    const known = days.get(day)
    if (known !== undefined) return known
    const audible: Ranked[] = []
    const add = (song: Song) => {
      const strength = strengthOn(song, day)
      if (strength > 0) audible.push({ song, strength })
    }
    timeless.forEach(add)
    for (let age = 0; age < WEEKS; age += 1) {
      for (const song of getWeekSongs(toWeek(day) - age)) {
        if (song.last < day) break
        add(song)
      }
    }
    if (days.size === DAYS_KEPT) days.delete(days.keys().next().value as Day)
    days.set(day, audible)
    return audible
  }

  return {
    seed,
    ranking(chart, day) {
      const { expected_size } = simulatedCharts[chart] as SimulatedChart
      const liked: Ranked[] = []
      for (const { song, strength } of audibleOn(day)) {
        const here = strength * affinity(song, chart)
        if (here > FLOOR) liked.push({ song, strength: here })
      }
      return liked
        .sort((a, b) => b.strength - a.strength || (a.song.key < b.song.key ? -1 : 1))
        .slice(0, expected_size)
    },
  }
}

const chartHomes = simulatedCharts.map(findHome)

/** How much a chart likes a song: its own country's most, the world's by taste, other countries' hardly. */
function affinity({ home, salt, travels }: Song, chart: number): number {
  const chartHome = chartHomes[chart]
  if (chartHome === undefined) return travels ? 1 : home.weight
  if (chartHome === home) return 1.2
  return travels ? chartHome.openness * (0.4 + 0.9 * noise(salt, -chart)) : 0.02
}
