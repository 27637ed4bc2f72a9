import { addresses } from '../../addresses.ts'
import type { ArtistRecord } from '../../data/artists/artist-view.ts'
import { capitalize, formatAtLeast, formatColumnName, formatNumber } from '../../format-values.ts'
import type { LinkTo } from '../../page.ts'
import { aboutColumn, NameLink, SongLink } from '../names.tsx'
import type { TableColumn } from '../table.tsx'

/** The records of an artist: of songs those that it holds, of artists the ten best. */
export function recordColumns(source: string, link: LinkTo): TableColumn<ArtistRecord>[] {
  return [
    {
      head: 'Record',
      about: aboutColumn('records', 'record', link),
      isRowHead: true,
      isSortable: true,
      cell: ({ record }) => capitalize(formatColumnName(record)),
    },
    {
      head: '#',
      about: aboutColumn('artist_records', 'place', link),
      title: 'Place in the list of the record',
      kind: 'n',
      isSortable: true,
      cell: ({ place }) => formatNumber(place),
    },
    {
      head: 'Value',
      about: aboutColumn('records', 'value', link),
      title: 'What the artist or the song reached',
      kind: 'n',
      isSortable: true,
      sortKey: ({ value }) => value,
      cell: ({ value, unit, censored }) => (
        <>
          <span data-field="value">{formatAtLeast(value, censored)}</span>{' '}
          <span class="quiet">{value === 1 ? unit.replace(/s$/, '') : unit}</span>
        </>
      ),
    },
    {
      head: 'Song',
      cell: ({ recording_id, song }) =>
        recording_id === null ? '' : <SongLink name={{ source, recording_id, song }} link={link} />,
    },
    {
      head: 'Chart',
      isSortable: true,
      cell: ({ chart }) => (
        <NameLink to={addresses.records(chart.source, chart.chart)} link={link}>
          {chart.chart_name}
        </NameLink>
      ),
    },
    {
      head: 'Reached on',
      about: aboutColumn('records', 'reached_on', link),
      title: 'Issue on which the value was complete',
      priority: 3,
      isSortable: true,
      cell: ({ reached_on }) => reached_on,
    },
  ]
}
