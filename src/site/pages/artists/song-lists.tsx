import type { ArtistView } from '../../data/artists/artist-view.ts'
import { formatNumber } from '../../format-values.ts'
import type { LinkTo } from '../../page.ts'
import { Table } from '../table.tsx'
import { songColumns } from './artist-columns.tsx'

interface SongListsProps {
  /** What the captions begin with: the artist, with the year if it is one. */
  of: string
  view: ArtistView
  link: LinkTo
}

/** The songs of an artist chart by chart; the first list is open. */
export function SongLists({ of, view: { source, charts }, link }: SongListsProps) {
  return (
    <>
      {charts.map((each, index) => (
        <details open={index === 0} class="songs">
          <summary>
            <h2>
              Songs on {each.chart.chart_name} <span class="quiet">{formatNumber(each.songs.length)}</span>
            </h2>
          </summary>
          <Table
            caption={`${of}: songs on ${each.chart.chart_name}`}
            isCaptionHidden
            hasBounds
            columns={songColumns(source, link)}
            rows={each.songs}
          />
        </details>
      ))}
    </>
  )
}
