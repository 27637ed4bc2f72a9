import type { Site, SiteChart } from '../site.ts'
import type { ArtistEntry, NamedSong } from './artist-entries.ts'
import type { Credit } from './chart-entries.ts'
import { groupRows } from './group-rows.ts'

/** A recording of an artist on a chart: the figures of the insight `artist_history`. */
export interface ArtistSong {
  recording_id: string
  song: string | null
  artists: string | null
  credits: Credit[]
  debut_date: string
  debut_position: number
  peak_position: number
  peak_date: string
  issues_at_peak: number
  issues: number
  issues_at_one: number
  points: number
  runs: number
  last_date: string
  on_chart: boolean
  censored: boolean
  /** False if the artist is not the first one that the song credits. */
  is_lead: boolean
}

/** An artist on one chart: the figures of `artist_summary`, and the songs, newest debut first. */
export interface ArtistOnChart {
  chart: SiteChart
  songs: ArtistSong[]
  number_ones: number
  top_fives: number
  top_tens: number
  top_forties: number
  entries: number
  issues: number
  issues_at_one: number
  points: number
  points_share: number
  most_at_once: number
  most_at_once_date: string
  first_date: string
  first_song: string | null
  last_date: string
  songs_on_chart: number
  lead_songs: number
  censored: boolean
}

/** Another artist of the same songs. */
export interface Collaborator extends Credit {
  songs: number
}

export interface ArtistView {
  source: string
  artist_id: string
  artist: string
  url: string | null
  charts: ArtistOnChart[]
  albums: { album_id: string; album: string; release_date: string | null; songs: number }[]
  collaborators: Collaborator[]
}

/** What is read of all songs of the artists that are viewed together. */
export interface SongFacts {
  names: Map<string, NamedSong>
  credits: Map<string, Credit[]>
  /** See `readUncertainIssues`. */
  uncertain: Set<string>
}

/** The view of an artist from the entries of the artist; null if no chart of the site had one. */
export function viewArtist(
  site: Site,
  { source, artist_id, artist, url }: Pick<ArtistView, 'source' | 'artist_id' | 'artist' | 'url'>,
  entries: ArtistEntry[],
  facts: SongFacts,
): ArtistView | null {
  const byChart = groupRows(entries, ({ chart }) => chart)
  const charts = site.charts.flatMap((chart) => {
    const own = chart.source === source ? byChart.get(chart.chart) : undefined
    return own === undefined ? [] : [measureArtist(chart, own, facts)]
  })
  if (charts.length === 0) return null
  const recordings = groupRows(entries, ({ recording_id }) => recording_id)
  return {
    source,
    artist_id,
    artist,
    url,
    charts,
    albums: listAlbums(recordings, facts),
    collaborators: countCollaborators(artist_id, recordings, facts),
  }
}

function measureArtist(chart: SiteChart, entries: ArtistEntry[], facts: SongFacts): ArtistOnChart {
  const songs = [...groupRows(entries, ({ recording_id }) => recording_id).values()].map((own) =>
    measureSong(chart, own, facts),
  )
  const count = (isCounted: (song: ArtistSong) => boolean) => songs.filter(isCounted).length
  const add = (read: (song: ArtistSong) => number) => songs.reduce((sum, song) => sum + read(song), 0)
  const byDate = groupRows(entries, ({ chart_date }) => chart_date)
  const most = Math.max(...[...byDate.values()].map((rows) => rows.length))
  const busiest = [...byDate].find(([, rows]) => rows.length === most)
  const [first] = entries
  return {
    chart,
    songs: songs.sort(
      (a, b) =>
        compareTexts(b.debut_date, a.debut_date) ||
        a.debut_position - b.debut_position ||
        compareTexts(a.recording_id, b.recording_id),
    ),
    number_ones: count(({ peak_position }) => peak_position === 1),
    top_fives: count(({ peak_position }) => peak_position <= 5),
    top_tens: count(({ peak_position }) => peak_position <= 10),
    top_forties: count(({ peak_position }) => peak_position <= 40),
    entries: entries.length,
    issues: byDate.size,
    issues_at_one: add(({ issues_at_one }) => issues_at_one),
    points: add(({ points }) => points),
    points_share:
      Math.round(entries.reduce((sum, { points_share }) => sum + (points_share ?? 0), 0) * 1e6) / 1e6,
    most_at_once: most,
    most_at_once_date: busiest?.[0] ?? '',
    first_date: first?.chart_date ?? '',
    first_song: first === undefined ? null : (facts.names.get(first.song_id)?.song ?? null),
    last_date: entries.at(-1)?.chart_date ?? '',
    songs_on_chart: byDate.get(chart.last_date)?.length ?? 0,
    lead_songs: count(({ is_lead }) => is_lead),
    censored: entries.some(({ is_censored }) => is_censored),
  }
}

function measureSong(
  chart: SiteChart,
  entries: ArtistEntry[],
  { names, credits, uncertain }: SongFacts,
): ArtistSong {
  const newest = entries.at(-1)
  if (newest === undefined) throw new Error('a recording without an entry')
  const peak_position = Math.min(...entries.map(({ position }) => position))
  const atPeak = entries.filter(({ position }) => position === peak_position)
  const name = names.get(newest.recording_id)
  return {
    recording_id: newest.recording_id,
    song: name?.song ?? null,
    artists: name?.artists ?? null,
    credits: credits.get(newest.recording_id) ?? [],
    debut_date: newest.debut_date,
    debut_position: newest.debut_position,
    peak_position,
    peak_date: atPeak[0]?.chart_date ?? '',
    issues_at_peak: atPeak.length,
    issues: entries.length,
    issues_at_one: entries.filter(({ position }) => position === 1).length,
    points: entries.reduce((sum, { points }) => sum + (points ?? 0), 0),
    runs: new Set(entries.map(({ run_number }) => run_number)).size,
    last_date: newest.chart_date,
    on_chart: newest.chart_date === chart.last_date,
    censored: newest.is_censored || uncertain.has(`${chart.chart} ${newest.chart_date}`),
    is_lead: newest.credit_position === 1,
  }
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function listAlbums(recordings: Map<string, ArtistEntry[]>, { names }: SongFacts): ArtistView['albums'] {
  const albums = new Map<string, ArtistView['albums'][number]>()
  for (const entries of recordings.values()) {
    const seen = new Map(
      entries.map(({ song_id }) => [names.get(song_id)?.album_id ?? null, names.get(song_id)]),
    )
    for (const [album_id, song] of seen) {
      if (album_id === null) continue
      const known = albums.get(album_id) ?? {
        album_id,
        album: song?.album_name ?? album_id,
        release_date: song?.release_date ?? null,
        songs: 0,
      }
      known.songs += 1
      albums.set(album_id, known)
    }
  }
  return [...albums.values()].sort(
    (a, b) =>
      b.songs - a.songs ||
      compareTexts(b.release_date ?? '', a.release_date ?? '') ||
      compareTexts(a.album_id, b.album_id),
  )
}

function countCollaborators(
  artist: string,
  recordings: Map<string, ArtistEntry[]>,
  { credits }: SongFacts,
): Collaborator[] {
  const counts = new Map<string, Collaborator>()
  for (const entries of recordings.values()) {
    const others = new Map<string, Credit>()
    for (const { song_id } of entries) {
      for (const credit of credits.get(song_id) ?? [])
        if (credit.artist_id !== artist) others.set(credit.artist_id, credit)
    }
    for (const credit of others.values()) {
      const known = counts.get(credit.artist_id) ?? { ...credit, songs: 0 }
      known.songs += 1
      counts.set(credit.artist_id, known)
    }
  }
  return [...counts.values()].sort((a, b) => b.songs - a.songs || compareTexts(a.artist_id, b.artist_id))
}
