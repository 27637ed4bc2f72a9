import { sha256 } from '../../domain/hash.ts'
import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import { listSources, type Site, type SiteChart } from '../site.ts'
import { artistsWithPage } from './album-view.ts'
import { type ChartIssueRow, readSourceIssues } from './chart-issues.ts'

/** The version of an issue page: equal versions show the same. */
export interface IssueVersion {
  chart_date: string
  version: string
}

export interface ChartVersions {
  chart: SiteChart
  issues: ChartIssueRow[]
  versions: IssueVersion[]
}

/** Versions of the data that pages show, computed by the warehouse without reading the rows. */
export interface DataVersions {
  charts: ChartVersions[]
  /** By source, then by recording. */
  songs: Map<string, Map<string, string>>
  /** By source, then by artist. */
  artists: Map<string, Map<string, string>>
  /** By source, then by album. */
  albums: Map<string, Map<string, string>>
  /** Changes whenever anything of a source that a page shows changes. */
  sources: Map<string, string>
  /** Changes whenever anything that a page shows changes. */
  whole: string
}

/** What counts of an entry, in the order in which it is hashed. */
export const historyColumns = [
  'chart_date',
  'position',
  'song_id',
  'recording_id',
  'is_best',
  'previous_position',
  'movement',
  'status',
  'debut_date',
  'debut_position',
  'debut_censored',
  'peak_position',
  'peak_date',
  'issues_at_peak',
  'issues_on_chart',
  'streak',
  'run_number',
  'absence_issues',
  'missing_before',
  'points',
  'points_share',
  'observed_since_debut',
  'expected_since_debut',
  'metric',
  'metric_name',
  'source_previous_position',
  'source_peak_position',
  'source_issues_on_chart',
]
  .map((column) => `history.${column}`)
  .join(', ')

/** Reads the versions of all charts and songs of the site. Sums of hashes do not depend on the order of rows. */
export async function readVersions(site: Site): Promise<DataVersions> {
  const songs: DataVersions['songs'] = new Map()
  const artists: DataVersions['artists'] = new Map()
  const albums: DataVersions['albums'] = new Map()
  const charts: ChartVersions[] = []
  for (const source of listSources(site)) {
    const issues = await readSourceIssues(site.warehouse, source)
    const sums = await readIssueSums(site, source)
    const own = site.charts.filter((chart) => chart.source === source)
    const prefixes = new Map<string, string[]>()
    for (const chart of own) {
      const rows = issues.get(chart.chart) ?? []
      const { versions, history } = chainVersions(chart, rows, sums)
      charts.push({ chart, issues: rows, versions })
      prefixes.set(chart.chart, history)
    }
    const ownSongs = await readSongVersions(site, source, prefixes)
    songs.set(source, ownSongs)
    artists.set(source, await combineVersions(site, source, artistSongs, ownSongs))
    albums.set(source, await combineVersions(site, source, albumSongs, ownSongs))
  }
  const sources = new Map(
    [...songs].map(([source, own]) => [
      source,
      hashSource(
        charts.filter(({ chart }) => chart.source === source),
        [own, artists.get(source), albums.get(source)],
      ),
    ]),
  )
  return { charts, songs, artists, albums, sources, whole: sha256(JSON.stringify([...sources])).slice(0, 16) }
}

/** One row per song of a source: what counts of its credits, with the names of the artists. */
export const creditSums = `
        select
            credits.song_id,
            sum(hash(credits.artist_id, credits.credit_position, artists.artist_name)) as credits
        from core.song_credits as credits
        left join core.known_artists as artists
            on credits.source = artists.source and credits.artist_id = artists.artist_id
        where credits.source = :source
        group by 1`

const sumColumns = { chart: 'text', chart_date: 'text', history: 'text', names: 'text' } as const
type IssueSums = Map<string, TypedRow<typeof sumColumns>>

async function readIssueSums({ warehouse }: Site, source: string): Promise<IssueSums> {
  const result = await warehouse.query(
    `with credits as (${creditSums})

    select
        history.chart,
        history.chart_date,
        cast(sum(hash(${historyColumns})) as varchar) as history,
        cast(sum(hash(names.song, names.artists, credits.credits)) as varchar) as names
    from core.chart_history as history
    left join core.song_names as names
        on history.source = names.source and history.song_id = names.song_id
    left join credits
        on history.song_id = credits.song_id
    where history.source = :source
    group by 1, 2`,
    { source },
  )
  return new Map(readRows(result, sumColumns).map((row) => [`${row.chart}/${row.chart_date}`, row]))
}

/**
 * The history of an issue depends on all entries before it, its names only on those of the issue and the one before.
 * A page also shows whether there is a next issue.
 */
function chainVersions(chart: SiteChart, issues: ChartIssueRow[], sums: IssueSums) {
  const history: string[] = []
  let names = ''
  const versions = issues.map((issue, index) => {
    const sum = sums.get(`${chart.chart}/${issue.chart_date}`)
    history.push(sha256(history[index - 1] ?? '', JSON.stringify(issue), sum?.history ?? ''))
    const both = `${names} ${sum?.names}`
    names = sum?.names ?? ''
    const next = issues[index + 1]?.chart_date ?? ''
    return { chart_date: issue.chart_date, version: sha256(history[index] ?? '', both, next).slice(0, 16) }
  })
  return { versions, history }
}

const songColumns = {
  recording_id: 'text',
  chart: 'text',
  last_issue_number: 'number',
  history: 'text',
  members: 'text?',
} as const

async function readSongVersions(
  { warehouse }: Site,
  source: string,
  prefixes: Map<string, string[]>,
): Promise<Map<string, string>> {
  const result = await warehouse.query(
    `with credits as (${creditSums}),

    members as (
        select
            recordings.recording_id,
            cast(sum(hash(
                recordings.song_id, recordings.rule, recordings.evidence, recordings.first_date, names.song,
                names.artists, songs.album_id, albums.album_name, songs.isrc, songs.label, songs.url,
                songs.duration_ms, credits.credits
            )) as varchar) as members
        from core.recordings as recordings
        left join core.songs as songs
            on recordings.source = songs.source and recordings.song_id = songs.song_id
        left join core.song_names as names
            on recordings.source = names.source and recordings.song_id = names.song_id
        left join core.albums as albums
            on songs.source = albums.source and songs.album_id = albums.album_id
        left join credits
            on recordings.song_id = credits.song_id
        where recordings.source = :source
        group by 1
    )

    select
        history.recording_id,
        history.chart,
        cast(max(history.issue_number) as bigint) as last_issue_number,
        cast(sum(hash(${historyColumns})) as varchar) as history,
        max(members.members) as members
    from core.chart_history as history
    left join members
        on history.recording_id = members.recording_id
    where history.source = :source
    group by 1, 2
    order by 1 asc nulls last, 2 asc nulls last`,
    { source },
  )
  const songs = new Map<string, string>()
  for (const { recording_id, chart, last_issue_number, history, members } of readRows(result, songColumns)) {
    const issues = prefixes.get(chart) ?? []
    // What the page of a song shows of issues ends with the one after its last.
    const around = issues[last_issue_number] ?? `newest ${issues[last_issue_number - 1]}`
    const before = songs.get(recording_id) ?? members ?? ''
    songs.set(recording_id, sha256(before, chart, history, around).slice(0, 16))
  }
  return songs
}

/** The recordings of each artist. */
const artistSongs = `
    select distinct
        credits.artist_id as id,
        recordings.recording_id,
        '' as detail
    from core.song_credits as credits
    inner join core.recordings as recordings
        on credits.source = recordings.source and credits.song_id = recordings.song_id
    where credits.source = :source`

/** The recordings of each album, under all its editions. */
const albumSongs = `
    with source_editions as (
        select *
        from core.album_editions as core_editions
        where core_editions.source = :source
    ),

    with_page as (${artistsWithPage})

    select distinct
        editions.album_id as id,
        recordings.recording_id,
        cast(hash(
            songs.album_id, albums.album_name, albums.release_date, albums.total_tracks, albums.upc, albums.url,
            editions.main_album_id, editions.lead_artist_id, with_page.artist_id, editions.rule, editions.evidence
        ) as varchar) as detail
    from source_editions as editions
    inner join source_editions as all_editions
        on editions.main_album_id = all_editions.main_album_id
    inner join core.songs as songs
        on all_editions.source = songs.source and all_editions.album_id = songs.album_id
    inner join core.albums as albums
        on songs.source = albums.source and songs.album_id = albums.album_id
    inner join core.recordings as recordings
        on songs.source = recordings.source and songs.song_id = recordings.song_id
    left join with_page
        on editions.lead_artist_id = with_page.artist_id`

/** The versions of artists or albums follow from the versions of the songs that charted. Without such a song there is no page. */
async function combineVersions(
  { warehouse }: Site,
  source: string,
  sql: string,
  songs: Map<string, string>,
): Promise<Map<string, string>> {
  const result = await warehouse.query(
    `${sql} order by 1 asc nulls last, 2 asc nulls last, 3 asc nulls last`,
    { source },
  )
  const versions = new Map<string, string>()
  for (const { id, recording_id, detail } of readRows(result, {
    id: 'text',
    recording_id: 'text',
    detail: 'text',
  } as const)) {
    const version = songs.get(recording_id)
    if (version !== undefined) versions.set(id, sha256(versions.get(id) ?? '', version, detail).slice(0, 16))
  }
  return versions
}

function hashSource(charts: ChartVersions[], byId: (Map<string, string> | undefined)[]): string {
  const parts = charts.map(({ chart, versions }) => `${JSON.stringify(chart)} ${versions.at(-1)?.version}`)
  for (const own of byId) for (const [id, version] of own ?? []) parts.push(`${id} ${version}`)
  return sha256(parts.join('\n')).slice(0, 16)
}
