import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import { type Address, addresses, relateAddress } from '../../addresses.ts'
import { listSources, type Site } from '../../site.ts'

/** What can be found, and its file in the folder of the search. */
export const searchKinds = ['songs', 'artists', 'albums'] as const
export type SearchKind = (typeof searchKinds)[number]

/** A name that leads to a page. */
export interface SearchEntry {
  id: string
  name: string
  /** Who made it; null for an artist. */
  artists: string | null
  /** Relative to the file. */
  address: string
}

export type SearchIndex = Record<SearchKind, SearchEntry[]>

/** The most names of a kind: more would be slow to load and to search. */
const mostNames = 50_000

const columns = { source: 'text', id: 'text', name: 'text?', artists: 'text?', points: 'number' } as const
type NameRow = TypedRow<typeof columns>

const queries: Record<SearchKind, string> = {
  songs: `
    select
        seen.source,
        seen.recording_id as id,
        max(names.song) as name,
        max(names.artists) as artists,
        round(sum(seen.points_share), 6) as points
    from core.chart_songs as seen
    left join core.song_names as names
        on seen.source = names.source and seen.recording_id = names.song_id
    where seen.source = :source
    group by 1, 2`,
  artists: `
    select
        seen.source,
        credits.artist_id as id,
        max(artists.artist_name) as name,
        cast(null as varchar) as artists,
        round(sum(seen.points_share), 6) as points
    from core.chart_songs as seen
    inner join core.song_credits as credits
        on seen.source = credits.source and seen.song_id = credits.song_id
    left join core.known_artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id
    where seen.source = :source
    group by 1, 2`,
  albums: `
    select
        seen.source,
        editions.main_album_id as id,
        max(albums.album_name) as name,
        max(artists.artist_name) as artists,
        round(sum(seen.points_share), 6) as points
    from core.chart_songs as seen
    inner join core.songs as songs
        on seen.source = songs.source and seen.song_id = songs.song_id
    inner join core.album_editions as editions
        on songs.source = editions.source and songs.album_id = editions.album_id
    left join core.albums as albums
        on editions.source = albums.source and editions.main_album_id = albums.album_id
    left join core.known_artists as artists
        on editions.source = artists.source and editions.lead_artist_id = artists.artist_id
    where seen.source = :source
    group by 1, 2`,
}

const makeAddress = { songs: addresses.song, artists: addresses.artist, albums: addresses.album }

/** Every song, artist and album with a page, those that charted best first. */
export async function readSearchIndex(site: Site): Promise<SearchIndex> {
  const index: SearchIndex = { songs: [], artists: [], albums: [] }
  for (const kind of searchKinds) {
    const rows: NameRow[] = []
    for (const source of listSources(site)) {
      const result = await site.warehouse.query(
        `${queries[kind]} order by 5 desc nulls last, 2 asc nulls last`,
        {
          source,
        },
      )
      rows.push(...readRows(result, columns))
    }
    // Stable: equal points keep the order of sources and ids.
    rows.sort((first, second) => second.points - first.points)
    index[kind] = rows.slice(0, mostNames).flatMap((row) => createEntry(kind, row))
  }
  return index
}

/** The address of the file with the names of a kind. */
export function placeIndex(kind: SearchKind): Address {
  return `${addresses.search}${kind}.json`
}

function createEntry(kind: SearchKind, { source, id, name, artists }: NameRow): SearchEntry[] {
  const address = makeAddress[kind](source, id)
  if (address === null) return []
  return [{ id, name: name ?? id, artists, address: relateAddress(placeIndex(kind), address) }]
}
