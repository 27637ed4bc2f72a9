import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runInProcess } from './in-process.ts'

type Row = Record<string, unknown>

/** What a data folder contains, as the command line shows it. */
export interface State {
  issues: Row[]
  entries: Row[]
  rejects: Row[]
  artists: string[]
}

/** The columns of a row of an issue, and where each comes from. */
const entryColumns = {
  position: 'entries.position',
  id: 'entries.song_id',
  title: 'songs.song_name',
  /** All names of the artists in order. */
  artists: 'coalesce(credits.names, [])',
  artist_ids: 'coalesce(credits.ids, [])',
  album: 'albums.album_name',
  album_id: 'songs.album_id',
  isrc: 'songs.isrc',
  duration_ms: 'songs.duration_ms',
  popularity: 'songs.popularity',
  added_at: instant('entries.added_at'),
  metric: 'entries.metric',
  metric_name: 'entries.metric_name',
  published_previous: 'entries.source_previous_position',
  published_peak: 'entries.source_peak_position',
  published_count: 'entries.source_issues_on_chart',
  recording: 'recordings.recording_id',
  rule: 'recordings.rule',
  best: 'history.is_best',
  status: 'history.status',
  previous: 'history.previous_position',
  peak: 'history.peak_position',
  issues_on_chart: 'history.issues_on_chart',
  streak: 'history.streak',
  points: 'history.points',
  coverage: 'history.coverage',
}

const query = `
with kept as (
    select distinct entries.*
    from landing.chart_entries as entries
    inner join core.issues as issues using (source, chart, chart_date, snapshot_id, transform_version)
),
credits as (
    select
        song_artists.source,
        song_artists.song_id,
        list(artists.artist_name order by song_artists.credit_position) as names,
        list(song_artists.artist_id order by song_artists.credit_position) as ids
    from core.song_artists as song_artists
    inner join core.artists as artists using (source, artist_id)
    group by 1, 2
),
entries as (
    select entries.chart, entries.chart_date, ${list(entryColumns)}
    from kept as entries
    left join core.songs as songs using (source, song_id)
    left join core.albums as albums on songs.source = albums.source and songs.album_id = albums.album_id
    left join credits on entries.source = credits.source and entries.song_id = credits.song_id
    left join core.recordings as recordings
        on entries.source = recordings.source and entries.song_id = recordings.song_id
    left join core.chart_history as history
        on entries.source = history.source and entries.chart = history.chart
            and entries.chart_date = history.chart_date and entries.position = history.position
            and entries.song_id = history.song_id
),
issues as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.chart_name as name,
        issues.entry_count as entries,
        issues.reject_count as rejects,
        issues.chart_size as size,
        issues.cadence,
        issues.missing_before,
        issues.credits_complete,
        ${instant('issues.fetched_at')} as fetched_at,
        withheld.snapshot_id is not null as withheld
    from core.issues as issues
    left join core.withheld_issues as withheld
        on issues.source = withheld.source and issues.chart = withheld.chart
            and issues.chart_date = withheld.chart_date and issues.snapshot_id = withheld.snapshot_id
),
rejects as (
    select distinct chart_date, position, reason, detail, item_json as title
    from landing.rejects
)
select 'issues' as kind, to_json(issues) as content from issues
union all select 'entries', to_json(entries) from entries
union all select 'rejects', to_json(rejects) from rejects
union all select 'artists', to_json(artists) from (select distinct artist_name from core.artists) as artists`

function list(columns: Record<string, string>): string {
  return Object.entries(columns)
    .map(([name, from]) => `${from} as ${name}`)
    .join(', ')
}

function instant(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`
}

/** Reads a data folder through `hitparade sql`. A folder without a warehouse has nothing. */
export async function readState(dataDir: string): Promise<State> {
  const state: Record<string, Row[]> = { issues: [], entries: [], rejects: [], artists: [] }
  if (existsSync(join(dataDir, 'warehouse.duckdb'))) {
    const { code, stdout, stderr } = await runInProcess([
      'sql',
      query,
      '--format',
      'json',
      '--data-dir',
      dataDir,
    ])
    if (code !== 0) throw new Error(`the data folder cannot be read: ${stderr}`)
    for (const { kind, content } of JSON.parse(stdout)) state[kind]?.push(JSON.parse(content))
  }
  const { issues = [], entries = [], rejects = [], artists = [] } = state
  return { issues, entries, rejects, artists: artists.map(({ artist_name }) => String(artist_name)) }
}

/** How many raw objects a data folder has. */
export function countRaw(dataDir: string): number {
  const raw = join(dataDir, 'raw')
  if (!existsSync(raw)) return 0
  const files = readdirSync(raw, { recursive: true, withFileTypes: true })
  return files.filter((file) => file.isFile() && !file.parentPath.includes('.tmp')).length
}
