import { type Day, toWeek } from './days.ts'
import { noise } from './random.ts'
import { findHome, type SimulatedChart, simulatedCharts } from './simulated-charts.ts'
import { createTimelessSongs, createWeekSongs, type Song } from './songs.ts'
import { getStrength, MAX_DAYS, MIN_STRENGTH } from './trajectory.ts'

/** The invented world of one seed. Days can be computed in any order. */
export interface World {
  seed: number
  /** The songs of a chart on a day by position, each with its strength in that chart; `chart` is an index of `simulatedCharts`. */
  ranking(chart: number, day: Day): Ranked[]
}

interface Ranked {
  song: Song
  strength: number
}

/** Release weeks of the songs that can be in a chart: the longest life of a song, and one week more. */
const RELEASE_WEEKS = MAX_DAYS / 7 + 1
/** Days whose songs are cached: charts are computed day by day. */
const CACHED_DAYS = 8

/** Module state: seed → its world, for the life of the process. */
const worlds = new Map<number, World>()

/** The world of a seed, created once. */
export function getWorld(seed: number): World {
  const world = worlds.get(seed) ?? createWorld(seed)
  worlds.set(seed, world)
  return world
}

function createWorld(seed: number): World {
  const timeless = createTimelessSongs(seed)
  const weeks = new Map<number, Song[]>()
  const days = new Map<Day, Ranked[]>()

  /** The longest-lasting songs first. */
  function getWeekSongs(week: number): Song[] {
    const songs = weeks.get(week) ?? createWeekSongs(seed, week).sort((a, b) => b.last - a.last)
    weeks.set(week, songs)
    return songs
  }

  /** The songs that can be in a chart on a day, unsorted. */
  function listSongs(day: Day): Ranked[] {
    const cached = days.get(day)
    if (cached !== undefined) return cached
    const ranked: Ranked[] = []
    const add = (song: Song) => {
      const strength = getStrength(song, day)
      if (strength > 0) ranked.push({ song, strength })
    }
    timeless.forEach(add)
    for (let age = 0; age < RELEASE_WEEKS; age += 1) {
      for (const song of getWeekSongs(toWeek(day) - age)) {
        if (song.last < day) break
        add(song)
      }
    }
    if (days.size === CACHED_DAYS) days.delete(days.keys().next().value as Day)
    days.set(day, ranked)
    return ranked
  }

  return {
    seed,
    ranking(chart, day) {
      const { expected_size } = simulatedCharts[chart] as SimulatedChart
      const songs: Ranked[] = []
      for (const { song, strength } of listSongs(day)) {
        const local = strength * getAffinity(song, chart)
        if (local > MIN_STRENGTH) songs.push({ song, strength: local })
      }
      return songs
        .sort((a, b) => b.strength - a.strength || (a.song.key < b.song.key ? -1 : 1))
        .slice(0, expected_size)
    },
  }
}

const chartHomes = simulatedCharts.map(findHome)

/** The affinity of a chart to a song: highest for songs of its country, lowest for those of other countries. */
function getAffinity({ home, salt, travels }: Song, chart: number): number {
  const chartHome = chartHomes[chart]
  if (chartHome === undefined) return travels ? 1 : home.weight
  if (chartHome === home) return 1.2
  return travels ? chartHome.openness * (0.4 + 0.9 * noise(salt, -chart)) : 0.02
}
