import { type Address, addresses } from '../addresses.ts'
import type { AlbumSong, AlbumView, Edition } from '../data/album-view.ts'
import { formatCount, formatNumber, formatOptional } from '../format-values.ts'
import type { LinkTo, Page } from '../page.ts'
import { createSongColumn } from './name-columns.tsx'
import { aboutColumn, aboutTerm, isWebAddress, NameLink } from './names.tsx'
import { Table, type TableColumn } from './table.tsx'

/** The page of an album with all its editions: its songs on every chart. */
export function createAlbumPage(view: AlbumView, address: Address): Page {
  const { album, lead, source } = view
  return {
    address,
    title: lead === null ? album : `${album}, ${lead.artist}`,
    description: `The songs of ${album} on the charts.`,
    sources: [source],
    body: (link) => <AlbumBody view={view} link={link} />,
    data: {
      ...view,
      charts: view.charts.map(({ chart, songs }) => ({
        chart: chart.chart,
        chart_name: chart.chart_name,
        songs,
      })),
    },
    table: listSongs(view),
  }
}

function AlbumBody({
  view: { source, album, lead, editions, charts },
  link,
}: {
  view: AlbumView
  link: LinkTo
}) {
  return (
    <>
      <h1>
        <bdi>{album}</bdi>{' '}
        {lead === null ? null : (
          <span class="artists">
            <NameLink
              to={lead.artist_id === null ? null : addresses.artist(source, lead.artist_id)}
              link={link}
            >
              {lead.artist}
            </NameLink>
          </span>
        )}
      </h1>
      {charts.map(({ chart, songs }) => (
        <section aria-label={chart.chart_name}>
          <h2>
            <NameLink to={addresses.chart(source, chart.chart)} link={link}>
              {chart.chart_name}
            </NameLink>{' '}
            <span class="quiet">{formatCount(songs.length, 'song')}</span>
          </h2>
          <Table
            caption={`${album}: songs on ${chart.chart_name}`}
            isCaptionHidden
            columns={songColumns(source, link)}
            rows={songs}
          />
        </section>
      ))}
      <h2>{formatCount(editions.length, 'edition')}</h2>
      <Table
        caption={`Editions of ${album}`}
        isCaptionHidden
        columns={listEditionColumns(link)}
        rows={editions}
      />
    </>
  )
}

function songColumns(source: string, link: LinkTo): TableColumn<AlbumSong>[] {
  const number = (
    head: string,
    term: keyof AlbumSong,
    title: string,
    read: (song: AlbumSong) => number,
  ): TableColumn<AlbumSong> => ({
    head,
    about: aboutColumn('artist_history', term, link),
    title,
    kind: 'n',
    isSortable: true,
    cell: (song) => formatNumber(read(song)),
  })
  return [
    createSongColumn(source, link, ({ credits }) => credits),
    number('Peak', 'peak_position', 'Best position', ({ peak_position }) => peak_position),
    number('Issues', 'issues', 'Observed issues with the song', ({ issues }) => issues),
    {
      ...number('No. 1', 'issues_at_one', 'Issues at no. 1', ({ issues_at_one }) => issues_at_one),
      priority: 2,
    },
    {
      ...number('Points', 'points', 'Sum of chart size + 1 − position', ({ points }) => points),
      priority: 2,
    },
    {
      head: 'First',
      about: aboutTerm('first_date', link),
      title: 'First issue with the song',
      priority: 2,
      isSortable: true,
      cell: ({ debut_date }) => debut_date,
    },
    {
      head: 'Last',
      about: aboutTerm('last_date', link),
      title: 'Last issue with the song',
      priority: 3,
      isSortable: true,
      cell: ({ last_date }) => last_date,
    },
  ]
}

const listEditionColumns = (link: LinkTo): TableColumn<Edition>[] => [
  { head: 'Title', kind: 'name', isRowHead: true, cell: ({ album_name }) => <bdi>{album_name}</bdi> },
  { head: 'Released', cell: ({ release_date }) => release_date },
  {
    head: 'Tracks',
    about: aboutTerm('total_tracks', link),
    kind: 'n',
    priority: 2,
    cell: ({ total_tracks }) => formatOptional(total_tracks),
  },
  { head: 'UPC', priority: 4, cell: ({ upc }) => upc },
  {
    head: 'Why',
    priority: 3,
    cell: ({ rule, evidence }) =>
      rule === 'itself' ? 'the only edition, or the main one' : (evidence ?? rule),
  },
  {
    head: 'Id',
    priority: 4,
    cell: ({ album_id, url }) => (isWebAddress(url) ? <a href={url}>{album_id}</a> : album_id),
  },
]

function listSongs({ charts }: AlbumView): Page['table'] {
  const columns = [
    'song',
    'artists',
    'peak_position',
    'issues',
    'issues_at_one',
    'points',
    'debut_date',
    'last_date',
    'recording_id',
  ] as const
  return {
    columns: ['chart', ...columns],
    rows: charts.flatMap(({ chart, songs }) =>
      songs.map((song) => ({
        chart: chart.chart,
        ...Object.fromEntries(columns.map((column) => [column, song[column]])),
      })),
    ),
  }
}
