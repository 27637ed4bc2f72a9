import { type Address, addresses } from '../../addresses.ts'
import { describeArtist, listArtistSongs } from '../../data/artists/artist-data.ts'
import type { ArtistDetails, ArtistOnChart, ArtistView } from '../../data/artists/artist-view.ts'
import { formatAtMost, formatCount } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { PositionPicture } from '../../pictures/position-picture.tsx'
import { aboutColumn, isWebAddress, NameLink } from '../names.tsx'
import { Table } from '../table.tsx'
import { createNowColumn, totalColumns } from './artist-columns.tsx'
import { recordColumns } from './record-columns.tsx'
import { SongLists } from './song-lists.tsx'

/** The most albums and collaborators that are listed. */
const mostListed = 100

/** The page of an artist: totals and songs on every chart that had one. */
export function createArtistPage(view: ArtistView, details: ArtistDetails, address: Address): Page {
  const [main] = view.charts
  const words = main === undefined ? '' : describeTotals(main)
  return {
    address,
    title: view.artist,
    description: `${view.artist} ${words}`,
    sources: [view.source],
    body: (link) => <ArtistBody view={view} details={details} link={link} />,
    data: describeArtist(view, details),
    table: listArtistSongs(view),
  }
}

/** `had 12 songs on Global Top 100 since 2026-09-02, 2 of them at no. 1` */
function describeTotals({ chart, songs, number_ones, first_date }: ArtistOnChart): string {
  const ones = number_ones === 0 ? '' : `, ${number_ones === songs.length ? 'all' : number_ones} at no. 1`
  return `had ${formatCount(songs.length, 'song')} on ${chart.chart_name} since ${first_date}${ones}.`
}

interface ArtistProps {
  view: ArtistView
  details: ArtistDetails
  link: LinkTo
}

function ArtistBody({ view, details, link }: ArtistProps) {
  const { artist, charts, source, url } = view
  const { records } = details
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
      <YearLinks view={view} details={details} link={link} />
      <Positions view={view} details={details} link={link} />
      <h2>Totals by chart</h2>
      <Table
        caption={`${artist}: totals by chart`}
        isCaptionHidden
        hasBounds
        columns={[...totalColumns(link), createNowColumn(link)]}
        rows={charts}
      />
      {records.length === 0 ? null : (
        <section aria-labelledby="records">
          <h2 id="records">Records</h2>
          <Table
            caption={`${artist}: records`}
            isCaptionHidden
            hasBounds
            columns={recordColumns(source, link)}
            rows={records}
          />
        </section>
      )}
      <SongLists of={artist} view={view} link={link} />
      <Albums view={view} details={details} link={link} />
      <Collaborators view={view} details={details} link={link} />
    </>
  )
}

function YearLinks({ view: { source, artist_id }, details: { years }, link }: ArtistProps) {
  return (
    <nav class="steps" aria-label="Years">
      {years.map((year) => {
        const to = addresses.artistYear(source, artist_id, year)
        return to === null ? null : <a href={link(to)}>{year}</a>
      })}
    </nav>
  )
}

/** The best position on each issue of the first chart, as a picture; the data beside the page has all numbers. */
function Positions({ view: { artist, charts }, details: { positions, issues } }: ArtistProps) {
  const [main] = charts
  // One issue would be a picture of a dot.
  if (main === undefined || positions.length < 2) return null
  const { chart_name } = main.chart
  const best = Math.min(...positions.map(({ position }) => position))
  const [from, to] = [positions[0]?.chart_date, positions.at(-1)?.chart_date]
  return (
    <section aria-labelledby="over-time">
      <h2 id="over-time">Best position on each issue of {chart_name}</h2>
      <section class="scroll" aria-label={`Best positions on ${chart_name}`} tabindex={0}>
        <PositionPicture
          run={{
            issues,
            positions: new Map(positions.map(({ chart_date, position }) => [chart_date, position])),
          }}
          title={`Best position of ${artist} on each issue of ${chart_name}`}
          description={`A song on ${formatCount(positions.length, 'issue')} from ${from} to ${to}, the best at ${best}.`}
          id="positions"
        />
      </section>
    </section>
  )
}

function Albums({ view: { source }, details: { albums }, link }: ArtistProps) {
  return albums.length === 0 ? null : (
    <section aria-labelledby="albums">
      <h2 id="albums">Albums with a song on a chart</h2>
      <p class="quiet">
        <a href={aboutColumn('top_albums', 'songs', link)}>How is this calculated?</a>
      </p>
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
  )
}

/** The artists who are credited together with this one on songs of the charts. */
function Collaborators({ view: { source }, details: { collaborators }, link }: ArtistProps) {
  return collaborators.length === 0 ? null : (
    <section aria-labelledby="with">
      <h2 id="with">Songs with others</h2>
      <p class="quiet">
        <a href={aboutColumn('collaborations', 'songs', link)}>How is this calculated?</a> The peak is the
        best position of one of the songs on any chart.
      </p>
      <ul class="columns">
        {collaborators.slice(0, mostListed).map(({ artist_id, artist, songs, peak_position, censored }) => (
          <li>
            <NameLink to={addresses.artist(source, artist_id)} link={link}>
              {artist}
            </NameLink>{' '}
            <span class="quiet">
              {formatCount(songs, 'song')}, peak {formatAtMost(peak_position, censored)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
