import type { ArtistOnChart, ArtistSong } from '../../data/artists/artist-view.ts'
import { formatAtLeast, formatAtMost, formatNumber } from '../../format-values.ts'
import type { LinkTo } from '../../page.ts'
import { createChartColumn, createSongColumn } from '../name-columns.tsx'
import { aboutColumn, aboutTerm } from '../names.tsx'
import type { TableColumn } from '../table.tsx'

/** The totals of an artist on a chart. */
export function totalColumns(link: LinkTo): TableColumn<ArtistOnChart>[] {
  const atLeast = (
    head: string,
    name: keyof ArtistOnChart,
    title: string,
    read: (totals: ArtistOnChart) => number,
    priority: 1 | 2 | 3 | 4 = 3,
  ): TableColumn<ArtistOnChart> => ({
    head,
    about: aboutColumn('artist_summary', name, link),
    title,
    kind: 'n',
    priority,
    cell: (totals) => formatAtLeast(read(totals), totals.censored),
  })
  return [
    createChartColumn(link),
    atLeast('Songs', 'songs', 'Recordings that charted', ({ songs }) => songs.length, 1),
    {
      head: 'As lead',
      about: aboutTerm('parameter-credit', link),
      title: 'Songs that credit the artist first',
      kind: 'n',
      priority: 3,
      cell: ({ lead_songs, censored }) => formatAtLeast(lead_songs, censored),
    },
    atLeast('No. 1', 'number_ones', 'Recordings that were at no. 1', ({ number_ones }) => number_ones, 1),
    atLeast('Top 5', 'top_fives', 'Recordings that were in the top five', ({ top_fives }) => top_fives, 4),
    atLeast('Top 10', 'top_tens', 'Recordings that were in the top ten', ({ top_tens }) => top_tens, 2),
    atLeast(
      'Top 40',
      'top_forties',
      'Recordings that were in the top forty',
      ({ top_forties }) => top_forties,
      4,
    ),
    atLeast('Entries', 'entries', 'Entries of all songs', ({ entries }) => entries, 3),
    atLeast('Issues', 'issues', 'Observed issues with at least one song', ({ issues }) => issues, 1),
    atLeast('At no. 1', 'issues_at_one', 'Entries at no. 1', ({ issues_at_one }) => issues_at_one, 3),
    atLeast('Points', 'points', 'Sum of chart size + 1 − position', ({ points }) => points, 3),
    {
      head: 'Most at once',
      about: aboutColumn('artist_summary', 'most_at_once', link),
      title: 'Most songs on one issue, and the first such issue',
      priority: 4,
      kind: 'n',
      cell: ({ most_at_once, most_at_once_date }) => (
        <>
          <span data-field="most_at_once">{formatNumber(most_at_once)}</span>{' '}
          <span class="quiet" data-field="most_at_once_date">
            {most_at_once_date}
          </span>
        </>
      ),
    },
    {
      head: 'First',
      about: aboutColumn('artist_summary', 'first_date', link),
      title: 'First issue with a song',
      priority: 2,
      cell: ({ first_date, censored }) => formatAtMost(first_date, censored),
    },
    {
      head: 'Last',
      about: aboutColumn('artist_summary', 'last_date', link),
      title: 'Last issue with a song',
      priority: 2,
      cell: ({ last_date }) => last_date,
    },
  ]
}

/** Of the whole history only: a year may not have the newest issue. */
export function createNowColumn(link: LinkTo): TableColumn<ArtistOnChart> {
  return {
    head: 'Now',
    about: aboutColumn('artist_summary', 'songs_on_chart', link),
    title: 'Songs on the newest issue of the chart',
    kind: 'n',
    priority: 2,
    cell: ({ songs_on_chart }) => formatNumber(songs_on_chart),
  }
}

/** The songs of an artist on a chart. */
export function songColumns(source: string, link: LinkTo): TableColumn<ArtistSong>[] {
  const number = (
    head: string,
    name: keyof ArtistSong,
    title: string,
    cell: (song: ArtistSong) => string,
    sortKey: (song: ArtistSong) => number,
    priority: 1 | 2 | 3 | 4,
  ): TableColumn<ArtistSong> => ({
    head,
    about: aboutColumn('artist_history', name, link),
    title,
    kind: 'n',
    isSortable: true,
    sortKey,
    cell,
    priority,
  })
  const atLeast = (
    head: string,
    name: keyof ArtistSong,
    title: string,
    read: (song: ArtistSong) => number,
    priority: 1 | 2 | 3 | 4,
  ) => number(head, name, title, (song) => formatAtLeast(read(song), song.censored), read, priority)
  return [
    createSongColumn(source, link, ({ credits }) => credits),
    {
      head: 'Debut',
      about: aboutColumn('artist_history', 'debut_date', link),
      title: 'First issue with the song',
      isSortable: true,
      priority: 2,
      sortKey: ({ debut_date }) => debut_date,
      cell: ({ debut_date, censored }) => formatAtMost(debut_date, censored),
    },
    number(
      'Debut at',
      'debut_position',
      'Position on the first issue',
      ({ debut_position }) => formatNumber(debut_position),
      ({ debut_position }) => debut_position,
      3,
    ),
    number(
      'Peak',
      'peak_position',
      'Best position',
      ({ peak_position, censored }) => formatAtMost(peak_position, censored),
      ({ peak_position }) => peak_position,
      1,
    ),
    {
      head: 'Peak date',
      about: aboutColumn('artist_history', 'peak_date', link),
      title: 'First issue at the peak',
      priority: 4,
      cell: ({ peak_date }) => peak_date,
    },
    atLeast('× Peak', 'issues_at_peak', 'Issues at the peak', ({ issues_at_peak }) => issues_at_peak, 3),
    atLeast('Issues', 'issues', 'Observed issues with the song', ({ issues }) => issues, 1),
    atLeast('No. 1', 'issues_at_one', 'Issues at no. 1', ({ issues_at_one }) => issues_at_one, 3),
    atLeast('Points', 'points', 'Sum of chart size + 1 − position', ({ points }) => points, 3),
    number(
      'Stays',
      'runs',
      'How often it entered the chart',
      ({ runs }) => formatNumber(runs),
      ({ runs }) => runs,
      4,
    ),
    {
      head: 'Last',
      about: aboutColumn('artist_history', 'last_date', link),
      title: 'Last issue with the song',
      priority: 3,
      isSortable: true,
      cell: ({ last_date, on_chart }) => (
        <>
          <span data-field="last_date">{last_date}</span>
          {on_chart ? <span class="quiet"> now</span> : null}
        </>
      ),
    },
  ]
}
