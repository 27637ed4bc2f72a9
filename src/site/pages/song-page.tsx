import { type Address, addresses } from '../addresses.ts'
import { toDate } from '../data/epoch-days.ts'
import type { RecordingMember, SongEntry } from '../data/song-entries.ts'
import { describeRun, type SongView } from '../data/song-view.ts'
import { formatAtLeast, formatCount, formatNumber } from '../format-values.ts'
import type { LinkTo, Page } from '../page.ts'
import { RunPicture } from '../pictures/run-picture.tsx'
import { createSongEmbed } from './embeds/song-embed.tsx'
import { ArtistLinks, aboutTerm, isWebAddress, NameLink } from './names.tsx'
import { listSongFigures } from './songs/song-figures.tsx'
import { Table, type TableColumn } from './table.tsx'

/** The most dates of a matrix; the data beside the page has all. */
const mostDates = 366

/** The page of a recording: its run on every chart that had it. */
export function createSongPage(view: SongView, address: Address): Page {
  const title = view.artists === null ? view.song : `${view.song}, ${view.artists}`
  const [main] = view.charts
  return {
    address,
    title,
    description: main === undefined ? title : describeRun(main),
    sources: [view.source],
    body: (link) => <SongBody view={view} link={link} />,
    data: describeSong(view),
    table: listPositions(view),
    embed: createSongEmbed(view),
    files:
      main === undefined
        ? []
        : [
            {
              address: `${address}run.svg`,
              type: 'image/svg+xml',
              bytes: `<?xml version="1.0" encoding="UTF-8"?>\n${String(<RunPicture run={main} song={view.song} id="run" />)}`,
            },
          ],
  }
}

function SongBody({ view, link }: { view: SongView; link: LinkTo }) {
  const { source, charts, members } = view
  const [main] = charts
  return (
    <>
      <h1>
        <bdi>{view.song}</bdi> <ArtistLinks names={view} link={link} />
      </h1>
      {main === undefined ? null : (
        <>
          <p class="lead">{describeRun(main)}</p>
          <section class="scroll" aria-label={`Positions on ${main.chart.chart_name}`} tabindex={0}>
            <RunPicture run={main} song={view.song} id="run" />
          </section>
        </>
      )}
      <h2>On the charts</h2>
      <Table
        caption={`${view.song}: figures by chart`}
        isCaptionHidden
        hasBounds
        columns={listSongFigures(link)}
        rows={charts}
      />
      <section aria-labelledby="runs">
        <h2 id="runs">Chart runs</h2>
        {charts.map((run) => (
          <p class="chart-run">
            <strong>{run.chart.chart_name}</strong>{' '}
            <span class="copy" data-field="positions">
              {run.positions}
            </span>{' '}
            <span class="quiet">
              [{formatAtLeast(run.newest.issues_on_chart, run.censored)}{' '}
              {run.newest.issues_on_chart === 1 ? 'issue' : 'issues'}]
            </span>
          </p>
        ))}
      </section>
      <Matrix view={view} link={link} />
      <Members members={members} source={source} link={link} />
    </>
  )
}

/** The positions by date and chart, the newest first, each with what the source measured. */
function Matrix({ view, link }: { view: SongView; link: LinkTo }) {
  const dates = [
    ...new Set(view.charts.flatMap(({ entries }) => entries.map(({ chart_days }) => chart_days))),
  ].sort((a, b) => a - b)
  const shown = dates.slice(-mostDates).reverse()
  const cells = view.charts.map(({ chart, entries }) => ({
    chart,
    byDate: new Map(entries.map((entry) => [entry.chart_days, entry])),
  }))
  const columns: TableColumn<number>[] = [
    { head: 'Date', isRowHead: true, cell: toDate },
    ...cells.map(
      ({ chart, byDate }): TableColumn<number> => ({
        head: chart.chart_name,
        about: aboutTerm('position', link),
        kind: 'n',
        cell(days) {
          const entry = byDate.get(days)
          if (entry === undefined) return ''
          const to = addresses.issue(chart.source, chart.chart, toDate(days))
          if (to === null) return ''
          return (
            <>
              <a href={link(to)}>{entry.position}</a>
              {entry.metric === null ? null : <span class="metric"> ({formatNumber(entry.metric)})</span>}
            </>
          )
        },
      }),
    ),
  ]
  const rest = dates.length - shown.length
  return (
    <details class="matrix">
      <summary>Positions by date and chart ({formatCount(dates.length, 'date')})</summary>
      <Table caption="Positions by date and chart" isCaptionHidden columns={columns} rows={shown} />
      {rest === 0 ? null : (
        <p class="quiet">The data of this page has {formatCount(rest, 'earlier date')} more.</p>
      )}
    </details>
  )
}

const rules: Record<string, string> = {
  itself: 'the first id',
  decision: 'joined by a decision',
  published: 'the chart counts them as one song',
  isrc: 'the same ISRC',
  relink: 'the source links them',
  title: 'the same title, artists and length',
  switch: 'one followed the other on the chart',
}

function Members({ members, source, link }: { members: RecordingMember[]; source: string; link: LinkTo }) {
  const columns: TableColumn<RecordingMember>[] = [
    {
      head: 'Id',
      kind: 'name',
      isRowHead: true,
      cell: ({ song_id, url }) => (isWebAddress(url) ? <a href={url}>{song_id}</a> : song_id),
    },
    { head: 'Title', cell: ({ song }) => <bdi>{song}</bdi> },
    {
      head: 'Why',
      cell: ({ rule, evidence }) => `${rules[rule] ?? rule}${evidence === null ? '' : `: ${evidence}`}`,
    },
    { head: 'First seen', priority: 3, cell: ({ first_date }) => first_date },
    {
      head: 'Album',
      priority: 3,
      cell: ({ album_id, album_name }) =>
        album_id === null ? (
          ''
        ) : (
          <NameLink to={addresses.album(source, album_id)} link={link}>
            {album_name ?? album_id}
          </NameLink>
        ),
    },
    { head: 'ISRC', priority: 4, cell: ({ isrc }) => isrc },
    { head: 'Label', priority: 4, cell: ({ label }) => label },
  ]
  return (
    <section aria-labelledby="ids">
      <h2 id="ids">{formatCount(members.length, 'id')} of the recording</h2>
      <Table caption="Ids of the recording" isCaptionHidden columns={columns} rows={members} />
    </section>
  )
}

function describeSong({ charts, source, recording_id, song, artists, credits, members }: SongView) {
  return {
    source,
    recording_id,
    song,
    artists,
    credits,
    ids: members,
    charts: charts.map(({ chart, newest, issues: _issues, entries, ...figures }) => ({
      chart: chart.chart,
      chart_name: chart.chart_name,
      debut_date: newest.debut_date,
      debut_position: newest.debut_position,
      peak_position: newest.peak_position,
      peak_date: newest.peak_date,
      issues_at_peak: newest.issues_at_peak,
      issues_on_chart: newest.issues_on_chart,
      stays: newest.run_number,
      last_date: newest.chart_date,
      last_position: newest.position,
      ...figures,
      points: newest.points,
      entries: entries.map(describeEntry),
    })),
  }
}

function describeEntry({ chart_days, position, previous_position, run_number, metric }: SongEntry) {
  return { chart_date: toDate(chart_days), position, previous_position, run_number, metric }
}

function listPositions({ charts }: SongView): Page['table'] {
  return {
    columns: ['chart', 'chart_date', 'position', 'previous_position', 'run_number', 'metric'],
    rows: charts.flatMap(({ chart, entries }) =>
      entries.map((entry) => ({ chart: chart.chart, ...describeEntry(entry) })),
    ),
  }
}
