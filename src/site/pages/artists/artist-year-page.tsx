import { type Address, addresses } from '../../addresses.ts'
import { describeFigures, listArtistSongs } from '../../data/artists/artist-data.ts'
import type { ArtistView } from '../../data/artists/artist-view.ts'
import { formatCount } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { NameLink } from '../names.tsx'
import { Table } from '../table.tsx'
import { totalColumns } from './artist-columns.tsx'
import { SongLists } from './song-lists.tsx'

export interface ArtistYear {
  /** The figures of the year alone. */
  view: ArtistView
  year: string
  /** The nearest years with an entry. */
  before: string | null
  after: string | null
}

/** A calendar year of an artist in review. */
export function createArtistYearPage(own: ArtistYear, address: Address): Page {
  const { view, year, before, after } = own
  const title = `${view.artist} in ${year}`
  return {
    address,
    title,
    description: `${title}: ${describeYear(view)}`,
    sources: [view.source],
    body: (link) => <ArtistYearBody own={own} link={link} />,
    data: { ...describeFigures(view), year: Number(year), year_before: before, year_after: after },
    table: listArtistSongs(view),
  }
}

/** `3 songs on Global Top 100 and 2 other charts` */
function describeYear({ charts: [main, ...others] }: ArtistView): string {
  if (main === undefined) return ''
  const rest = others.length === 0 ? '' : ` and songs on ${formatCount(others.length, 'other chart')}`
  return `${formatCount(main.songs.length, 'song')} on ${main.chart.chart_name}${rest}.`
}

function ArtistYearBody({ own: { view, year, before, after }, link }: { own: ArtistYear; link: LinkTo }) {
  const { source, artist_id, artist, charts } = view
  const step = (to: string | null, words: string, rel: string) => {
    const target = to === null ? null : addresses.artistYear(source, artist_id, to)
    return target === null ? null : (
      <a href={link(target)} rel={rel}>
        {words}
      </a>
    )
  }
  return (
    <>
      <h1>
        <NameLink to={addresses.artist(source, artist_id)} link={link}>
          {artist}
        </NameLink>{' '}
        <span class="quiet">in {year}</span>
      </h1>
      <p class="lead">{describeYear(view)} All figures but debuts count the year alone.</p>
      {before === null && after === null ? null : (
        <nav class="steps" aria-label="Years">
          {step(before, `← ${before}`, 'prev')}
          {step(after, `${after} →`, 'next')}
        </nav>
      )}
      <h2>Totals by chart</h2>
      <Table
        caption={`${artist} in ${year}: totals by chart`}
        isCaptionHidden
        hasBounds
        columns={totalColumns(link)}
        rows={charts}
      />
      <SongLists of={`${artist} in ${year}`} view={view} link={link} />
    </>
  )
}
