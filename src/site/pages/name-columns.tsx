import { addresses } from '../addresses.ts'
import type { Credit } from '../data/chart-entries.ts'
import type { LinkTo } from '../page.ts'
import type { SiteChart } from '../site.ts'
import { ArtistLinks, NameLink, SongLink, type SongName } from './names.tsx'
import type { TableColumn } from './table.tsx'

interface SongRow extends Omit<SongName, 'source'> {
  /** The credits as the source writes them. */
  artists: string | null
}

/** The column that names the song of a row: the title with a link to its page, and its artists below. */
export function createSongColumn<Row extends SongRow>(
  source: string,
  link: LinkTo,
  readCredits: (row: Row) => Credit[],
): TableColumn<Row> {
  return {
    head: 'Song',
    kind: 'name',
    isRowHead: true,
    isSortable: true,
    sortKey: ({ song, recording_id }) => song ?? recording_id,
    cell: (row) => (
      <>
        <SongLink name={{ source, recording_id: row.recording_id, song: row.song }} link={link} />
        <br />
        <ArtistLinks names={{ source, artists: row.artists, credits: readCredits(row) }} link={link} />
      </>
    ),
  }
}

/** The column that names the chart of a row, with a link to its page. */
export function createChartColumn<Row extends { chart: SiteChart }>(link: LinkTo): TableColumn<Row> {
  return {
    head: 'Chart',
    kind: 'name',
    isRowHead: true,
    cell: ({ chart }) => (
      <NameLink to={addresses.chart(chart.source, chart.chart)} link={link}>
        {chart.chart_name}
      </NameLink>
    ),
  }
}
