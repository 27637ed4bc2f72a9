import { DAY_MS } from '../../src/domain/time.ts'
import type { File } from './imports.ts'

interface InventedSong {
  id: string
  title: string
  artists: string[]
  seconds: number
}

/** Some come back under another id, some live or as a remix, some are renamed by the source on the way. */
const songs: InventedSong[] = Array.from({ length: 24 }, (_, index) => ({
  id: `song-${index}`,
  title: `${['Tide', 'Ebb', 'Reef'][index % 3]} ${Math.floor(index / 6)}${index % 6 === 5 ? ' - Live' : ''}`,
  artists: [['Ida'], ['Odo'], ['Uma', 'Ida']][Math.floor(index / 2) % 3] ?? [],
  seconds: 180 + (index % 4) * 2,
}))

/** The days of a chart of ten positions; which song stands where comes from a fixed recurrence. */
export function inventedChart(name: string, seed: number, dates: string[]): File {
  let state = seed
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
  const order = songs.map((_, index) => index)
  const lines = dates.map((date, day) => {
    for (let swap = 0; swap < 4; swap += 1) {
      const [a, b] = [next(14), next(order.length)]
      const moved = order[a] ?? 0
      order[a] = order[b] ?? 0
      order[b] = moved
    }
    const entries = order.slice(0, 10).map((song, index) => createEntry(song, index + 1, day))
    return JSON.stringify({ chart: name, date, entries })
  })
  return { name: `${name}.ndjson`, text: lines.join('\n') }
}

function createEntry(index: number, position: number, day: number) {
  const { id, title, artists, seconds } = songs[index] ?? { id: '', title: '', artists: [], seconds: 0 }
  const isRenamed = index % 7 === 0 && day > 20
  return {
    position,
    track_id: id,
    track_name: isRenamed ? `${title} (feat. Uma)` : title,
    artists: [...artists, ...(isRenamed ? ['Uma'] : [])].map((artist) => ({ id: artist, name: artist })),
    album_id: `album-${index % 5}`,
    album_name: `Album ${index % 5}`,
    duration_ms: seconds * 1000,
  }
}

/** Days from one on. */
export function datesFrom(first: string, count: number): string[] {
  const start = Date.parse(first)
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * DAY_MS).toISOString().slice(0, 10),
  )
}
