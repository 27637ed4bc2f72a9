import type { Site, SiteChart } from '../../site.ts'
import type { Credit } from '../chart-entries.ts'
import type { ChartIssueRow } from '../chart-issues.ts'
import { groupRows } from '../group-rows.ts'
import type { NamedSong } from './artist-names.ts'
import type { ArtistIssuesRow, ArtistSongRow } from './artist-songs.ts'

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

/** An artist on one chart, in all or in a year: the figures of `artist_summary`, and the songs, newest debut first. */
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
  /** Best position of one of these songs on any chart. */
  peak_position: number
  censored: boolean
}

/** A place that an artist, or a song of the artist, has in a list of records of a chart. */
export interface ArtistRecord {
  chart: SiteChart
  record: string
  place: number
  /** Null for a record of the artist. */
  recording_id: string | null
  song: string | null
  value: number
  unit: string
  reached_on: string
  censored: boolean
}

/** The best position of an artist on an issue, and the number of songs. */
export interface ArtistPosition {
  chart_date: string
  position: number
  songs: number
}

export interface ArtistView {
  source: string
  artist_id: string
  artist: string
  url: string | null
  charts: ArtistOnChart[]
}

/** What the page of an artist shows in addition to the figures. */
export interface ArtistDetails {
  albums: { album_id: string; album: string; release_date: string | null; songs: number }[]
  collaborators: Collaborator[]
  records: ArtistRecord[]
  /** On the first chart of the view, oldest first. */
  positions: ArtistPosition[]
  /** The issues of that chart from the first position to the last. */
  issues: ChartIssueRow[]
  /** Calendar years with an entry, oldest first. */
  years: string[]
}

/** What is read of an artist in a period, or of all artists that are viewed together. */
export interface FigureFacts {
  songs: ArtistSongRow[]
  issues: ArtistIssuesRow[]
  names: Map<string, NamedSong>
  credits: Map<string, Credit[]>
  /** See `readUncertainIssues`. */
  uncertain: Set<string>
}

/** The view of an artist; null if no chart of the site had one of its songs. */
export function viewArtist(
  site: Site,
  { source, artist_id, artist, url }: Pick<ArtistView, 'source' | 'artist_id' | 'artist' | 'url'>,
  facts: FigureFacts,
): ArtistView | null {
  const byChart = groupRows(facts.songs, ({ chart }) => chart)
  const charts = site.charts.flatMap((chart) => {
    const songs = chart.source === source ? byChart.get(chart.chart) : undefined
    const issues = facts.issues.find((each) => each.chart === chart.chart)
    return songs === undefined || issues === undefined ? [] : [measureArtist(chart, songs, issues, facts)]
  })
  if (charts.length === 0) return null
  return { source, artist_id, artist, url, charts }
}

function measureArtist(
  chart: SiteChart,
  rows: ArtistSongRow[],
  issues: ArtistIssuesRow,
  facts: FigureFacts,
): ArtistOnChart {
  const count = (isCounted: (song: ArtistSongRow) => boolean) => rows.filter(isCounted).length
  const add = (read: (song: ArtistSongRow) => number) => rows.reduce((sum, row) => sum + read(row), 0)
  return {
    chart,
    songs: rows.map((row) => nameSong(chart, row, facts)),
    number_ones: count(({ peak_position }) => peak_position === 1),
    top_fives: count(({ peak_position }) => peak_position <= 5),
    top_tens: count(({ peak_position }) => peak_position <= 10),
    top_forties: count(({ peak_position }) => peak_position <= 40),
    entries: add((row) => row.issues),
    issues: issues.issues,
    issues_at_one: add(({ issues_at_one }) => issues_at_one),
    points: add(({ points }) => points),
    points_share: Math.round(add(({ points_share }) => points_share) * 1e6) / 1e6,
    most_at_once: issues.most_at_once,
    most_at_once_date: issues.most_at_once_date,
    first_date: issues.first_date,
    first_song: facts.names.get(issues.first_song_id)?.song ?? null,
    last_date: issues.last_date,
    songs_on_chart: issues.newest_songs,
    lead_songs: count(({ is_lead }) => is_lead),
    censored: rows.some(({ was_censored }) => was_censored),
  }
}

function nameSong(
  chart: SiteChart,
  row: ArtistSongRow,
  { names, credits, uncertain }: FigureFacts,
): ArtistSong {
  const {
    artist_id: _artist,
    chart: _chart,
    period: _period,
    points_share: _share,
    is_censored,
    was_censored: _was,
    ...figures
  } = row
  const name = names.get(row.recording_id)
  return {
    ...figures,
    song: name?.song ?? null,
    artists: name?.artists ?? null,
    credits: credits.get(row.recording_id) ?? [],
    on_chart: row.last_date === chart.last_date,
    censored: is_censored || uncertain.has(`${chart.chart} ${row.last_date}`),
  }
}
