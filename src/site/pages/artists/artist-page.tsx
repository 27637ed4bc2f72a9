import { type Address, addresses } from '../../addresses.ts'
import { describeArtist, listArtistSongs } from '../../data/artists/artist-data.ts'
import type { ArtistOnChart, ArtistView } from '../../data/artists/artist-view.ts'
import { formatCount, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { isWebAddress, NameLink } from '../names.tsx'
import { Table } from '../table.tsx'
import { songColumns, totalColumns } from './artist-columns.tsx'

/** The most albums and collaborators that are listed. */
const mostListed = 100

/** The page of an artist: totals and songs on every chart that had one. */
export function createArtistPage(view: ArtistView, address: Address): Page {
  const [main] = view.charts
  const words = main === undefined ? '' : describeTotals(main)
  return {
    address,
    title: view.artist,
    description: `${view.artist} ${words}`,
    sources: [view.source],
    body: (link) => <ArtistBody view={view} link={link} />,
    data: describeArtist(view),
    table: listArtistSongs(view),
  }
}

/** `had 12 songs on Global Top 100 since 2026-09-02, 2 of them at no. 1` */
function describeTotals({ chart, songs, number_ones, first_date }: ArtistOnChart): string {
  const ones = number_ones === 0 ? '' : `, ${number_ones === songs.length ? 'all' : number_ones} at no. 1`
  return `had ${formatCount(songs.length, 'song')} on ${chart.chart_name} since ${first_date}${ones}.`
}

function ArtistBody({ view, link }: { view: ArtistView; link: LinkTo }) {
  const { artist, charts, albums, collaborators, source, url } = view
  const [main] = charts
  return (
    <>
      <h1>
        <bdi>{artist}</bdi>
      </h1>
      {main === undefined ? null : (
        <p class="lead">
          <bdi>{artist}</bdi> {describeTotals(main)}
          {isWebAddress(url) ? (
            <>
              {' '}
              <a href={url}>At the source</a>
            </>
          ) : null}
        </p>
      )}
      <h2>Totals by chart</h2>
      <Table
        caption={`${artist}: totals by chart`}
        isCaptionHidden
        columns={totalColumns(link)}
        rows={charts}
      />
      {charts.map((each, index) => (
        <details open={index === 0} class="songs">
          <summary>
            <h2>
              Songs on {each.chart.chart_name} <span class="quiet">{formatNumber(each.songs.length)}</span>
            </h2>
          </summary>
          <Table
            caption={`${artist}: songs on ${each.chart.chart_name}`}
            isCaptionHidden
            columns={songColumns(source, link)}
            rows={each.songs}
          />
        </details>
      ))}
      {albums.length === 0 ? null : (
        <section aria-labelledby="albums">
          <h2 id="albums">Albums with a song on a chart</h2>
          <ul class="columns">
            {albums.slice(0, mostListed).map(({ album_id, album, songs, release_date }) => (
              <li>
                <NameLink to={addresses.album(source, album_id)} link={link}>
                  {album}
                </NameLink>{' '}
                <span class="quiet">
                  {formatCount(songs, 'song')}
                  {release_date === null ? '' : `, ${release_date.slice(0, 4)}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {collaborators.length === 0 ? null : (
        <section aria-labelledby="with">
          <h2 id="with">Songs with others</h2>
          <ul class="columns">
            {collaborators.slice(0, mostListed).map(({ artist_id, artist: name, songs }) => (
              <li>
                <NameLink to={addresses.artist(source, artist_id)} link={link}>
                  {name}
                </NameLink>{' '}
                <span class="quiet">{formatCount(songs, 'song')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
