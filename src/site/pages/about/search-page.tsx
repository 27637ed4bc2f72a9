import { addresses, placeBeside } from '../../addresses.ts'
import {
  placeIndex,
  type SearchEntry,
  type SearchIndex,
  type SearchKind,
  searchKinds,
} from '../../data/whole/search-index.ts'
import { formatCount, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { jsonType } from '../../render-files.ts'

/** Names of each kind that the page lists for readers without a script. */
const mostListed = 100

const titles: Record<SearchKind, string> = { songs: 'Songs', artists: 'Artists', albums: 'Albums' }

/** Lists the best names, and has all of them in files that the script of the site searches. */
export function createSearchPage(index: SearchIndex, sources: string[]): Page {
  return {
    address: addresses.search,
    title: 'Search',
    description: `Find ${formatCount(index.songs.length, 'song')}, ${formatCount(index.artists.length, 'artist')} and ${formatCount(index.albums.length, 'album')}.`,
    sources,
    body: (link) => <SearchBody index={index} link={link} />,
    data: Object.fromEntries(searchKinds.map((kind) => [kind, index[kind].length])),
    table: {
      columns: ['kind', 'id', 'name', 'artists'],
      rows: searchKinds.flatMap((kind) =>
        index[kind].map(({ id, name, artists }) => ({ kind, id, name, artists })),
      ),
    },
    files: searchKinds.map((kind) => ({
      address: placeIndex(kind),
      type: jsonType,
      bytes: `${JSON.stringify(index[kind])}\n`,
    })),
  }
}

function SearchBody({ index, link }: { index: SearchIndex; link: LinkTo }) {
  return (
    <>
      <h1>Search</h1>
      <p class="lead">
        Type a part of a title or a name into the field above. Without a script, find the best of each kind
        here; the <a href={link(placeBeside(addresses.search, 'csv'))}>whole list</a> has every name.
      </p>
      {searchKinds.map((kind) => (
        <section aria-labelledby={kind}>
          <h2 id={kind}>
            {titles[kind]} <span class="quiet">{formatNumber(index[kind].length)}</span>
          </h2>
          {index[kind].length === 0 ? <p>There is nothing yet.</p> : <NameList entries={index[kind]} />}
        </section>
      ))}
    </>
  )
}

/** The page is in the folder of the files, so their links are its links. */
function NameList({ entries }: { entries: SearchEntry[] }) {
  return (
    <ol class="columns">
      {entries.slice(0, mostListed).map(({ name, artists, address }) => (
        <li>
          <a href={address}>
            <bdi>{name}</bdi>
          </a>{' '}
          {artists === null ? null : (
            <span class="artists">
              <bdi>{artists}</bdi>
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
