import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import type { Site, SiteChart } from '../site.ts'
import type { NamedSong } from './artists/artist-names.ts'
import type { Credit } from './chart-entries.ts'
import { groupRows } from './group-rows.ts'
import { bindList } from './song-entries.ts'

const editionColumns = {
  main_album_id: 'text',
  album_id: 'text',
  album_name: 'text?',
  album_type: 'text?',
  release_date: 'text?',
  total_tracks: 'number?',
  upc: 'text?',
  url: 'text?',
  rule: 'text',
  evidence: 'text?',
  lead_artist_id: 'text?',
} as const

/** An edition of an album. */
export type Edition = TypedRow<typeof editionColumns>

const songColumns = {
  main_album_id: 'text',
  chart: 'text',
  recording_id: 'text',
  debut_date: 'text',
  peak_position: 'number',
  issues: 'number',
  issues_at_one: 'number',
  points: 'number',
  last_date: 'text',
} as const

/** A recording of an album on a chart, counted under the ids that the album has. */
export type AlbumSongRow = TypedRow<typeof songColumns>

export interface AlbumSong extends AlbumSongRow {
  song: string | null
  artists: string | null
  credits: Credit[]
}

export interface AlbumView {
  source: string
  album_id: string
  album: string
  /** The id is null if the artist has no page. */
  lead: { artist_id: string | null; artist: string } | null
  /** The main edition first. */
  editions: Edition[]
  charts: { chart: SiteChart; songs: AlbumSong[] }[]
}

/** All editions of the albums that some ids belong to, in order of the main edition. */
export async function readEditions(
  warehouse: Warehouse,
  source: string,
  albums: readonly string[],
): Promise<Edition[]> {
  const { list, parameters } = bindList('album', albums)
  const result = await warehouse.query(
    `with all_editions as (
        select *
        from core.album_editions as core_editions
        where core_editions.source = :source
    ),

    wanted as (
        select distinct wanted_editions.main_album_id
        from all_editions as wanted_editions
        where wanted_editions.album_id in (${list})
    )

    select
        editions.main_album_id, editions.album_id, albums.album_name, albums.album_type,
        cast(albums.release_date as varchar) as release_date, albums.total_tracks, albums.upc, albums.url,
        editions.rule, editions.evidence, editions.lead_artist_id
    from all_editions as editions
    inner join wanted
        on editions.main_album_id = wanted.main_album_id
    left join core.albums as albums
        on editions.source = albums.source and editions.album_id = albums.album_id
    order by
        editions.main_album_id asc nulls last,
        case when editions.album_id = editions.main_album_id then 0 else 1 end asc nulls last,
        editions.album_id asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, editionColumns)
}

/** The recordings of albums on the charts of a source, the best first. */
export async function readAlbumSongs(
  warehouse: Warehouse,
  source: string,
  mainAlbums: readonly string[],
): Promise<AlbumSongRow[]> {
  const { list, parameters } = bindList('album', mainAlbums)
  const result = await warehouse.query(
    `select
        editions.main_album_id,
        history.chart,
        history.recording_id,
        min(history.chart_date) as debut_date,
        min(history.position) as peak_position,
        count(*) as issues,
        cast(sum(case when history.position = 1 then 1 else 0 end) as bigint) as issues_at_one,
        cast(sum(history.points) as bigint) as points,
        max(history.chart_date) as last_date
    from core.chart_history as history
    inner join core.songs as songs
        on history.source = songs.source and history.song_id = songs.song_id
    inner join core.album_editions as editions
        on songs.source = editions.source and songs.album_id = editions.album_id
    where history.source = :source and history.is_best and editions.main_album_id in (${list})
    group by 1, 2, 3
    order by
        editions.main_album_id asc nulls last,
        history.chart asc nulls last,
        points desc nulls last,
        history.recording_id asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, songColumns)
}

/** One row per artist of a source with a page: one whose song was on a chart. */
export const artistsWithPage = `
    select distinct credits.artist_id
    from core.song_credits as credits
    inner join core.chart_songs as seen
        on credits.source = seen.source and credits.song_id = seen.song_id
    where credits.source = :source`

/** Those of some artists that have a page. */
export async function readArtistsWithPage(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
): Promise<Set<string>> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(`${artistsWithPage} and credits.artist_id in (${list})`, {
    source,
    ...parameters,
  })
  return new Set(readRows(result, { artist_id: 'text' }).map(({ artist_id }) => artist_id))
}

/** An artist without a page is shown by its name alone, and not at all if the source gives none. */
function viewLead(
  artist_id: string,
  artist: { name: string | null } | undefined,
  hasPage: boolean,
): AlbumView['lead'] {
  if (artist === undefined) return null
  if (hasPage) return { artist_id, artist: artist.name ?? artist_id }
  return artist.name === null ? null : { artist_id: null, artist: artist.name }
}

/** The view of an album; null if no chart of the site had a song of it. */
export function viewAlbum(
  site: Site,
  { source, album_id }: { source: string; album_id: string },
  {
    editions,
    songs,
    names,
    credits,
    artists,
    withPage,
  }: {
    editions: Edition[]
    songs: AlbumSongRow[]
    names: Map<string, NamedSong>
    credits: Map<string, Credit[]>
    artists: Map<string, { name: string | null }>
    /** The artists that have a page. */
    withPage: Set<string>
  },
): AlbumView | null {
  const byChart = groupRows(songs, ({ chart }) => chart)
  const charts = site.charts.flatMap((chart) => {
    const own = chart.source === source ? byChart.get(chart.chart) : undefined
    if (own === undefined) return []
    const named = own.map((song) => ({
      ...song,
      song: names.get(song.recording_id)?.song ?? null,
      artists: names.get(song.recording_id)?.artists ?? null,
      credits: credits.get(song.recording_id) ?? [],
    }))
    return [{ chart, songs: named }]
  })
  const [main] = editions
  if (charts.length === 0 || main === undefined) return null
  const lead = main.lead_artist_id
  return {
    source,
    album_id,
    album: main.album_name ?? main.album_id,
    lead: lead === null ? null : viewLead(lead, artists.get(lead), withPage.has(lead)),
    editions,
    charts,
  }
}
