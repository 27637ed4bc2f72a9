import type { Answer } from '../../../insights/run-insight.ts'
import { type Address, addresses } from '../../addresses.ts'
import type { Credit } from '../../data/chart-entries.ts'
import type { Reign } from '../../data/charts/chart-reigns.ts'
import type { YearNumbers } from '../../data/charts/chart-years.ts'
import { formatCount, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import type { SiteChart } from '../../site.ts'
import { ArtistLinks, aboutColumn, aboutTerm, SongLink } from '../names.tsx'
import { AboutLink, Table } from '../table.tsx'
import { listAnswerColumns } from './answer-columns.tsx'
import { ChartViews } from './chart-views.tsx'

export interface YearView {
  chart: SiteChart
  year: string
  /** The nearest years with an issue. */
  before: string | null
  after: string | null
  numbers: YearNumbers
  songs: Answer
  artists: Answer
  /** Null if the source has no albums. */
  albums: Answer | null
  /** First reigns that began in the year. */
  leaders: Reign[]
  /** The artists of each recording. */
  credits: Map<string, Credit[]>
}

/** A calendar year of a chart in review. */
export function createYearPage(view: YearView, address: Address): Page {
  const { chart, year, numbers, songs, artists, albums, leaders } = view
  return {
    address,
    title: `${chart.chart_name} in ${year}`,
    description: `${year} on ${chart.chart_name}: the best of ${formatCount(numbers.songs, 'song')}, the artists and albums, and new number ones.`,
    sources: [chart.source],
    body: (link) => <YearBody view={view} address={address} link={link} />,
    data: {
      source: chart.source,
      chart: chart.chart,
      chart_name: chart.chart_name,
      ...numbers,
      top_songs: songs.rows,
      top_artists: artists.rows,
      top_albums: albums?.rows ?? null,
      new_number_ones: leaders.map(({ recording_id, song, artists: credit, first_date }) => ({
        recording_id,
        song,
        artists: credit,
        first_date,
      })),
    },
    table: { columns: songs.columns, rows: songs.rows },
  }
}

function YearBody({ view, address, link }: { view: YearView; address: Address; link: LinkTo }) {
  const { chart, year, numbers, leaders, credits } = view
  const { source } = chart
  const facts: [label: string, value: number, about: string][] = [
    ['Issues', numbers.issues, aboutColumn('coverage', 'observed', link)],
    ['Entries', numbers.entries, aboutTerm('is_best', link)],
    ['Songs', numbers.songs, aboutTerm('recording_id', link)],
    ['Debuts', numbers.debuts, aboutTerm('status', link)],
    ['Re-entries', numbers.re_entries, aboutTerm('status', link)],
    ['Number ones', numbers.number_ones, link(addresses.insight('number_ones'))],
  ]
  return (
    <>
      <h1>
        {chart.chart_name} <span class="quiet">in {year}</span>
      </h1>
      <ChartViews chart={chart} at={address} link={link} />
      <YearSteps view={view} link={link} />
      <dl class="headlines">
        {facts.map(([label, value, about]) => (
          <div>
            <dt>
              {label}
              <AboutLink about={about} what={label} />
            </dt>
            <dd class="big">{formatNumber(value)}</dd>
          </div>
        ))}
      </dl>
      {leaders.length === 0 ? null : (
        <section aria-labelledby="leaders">
          <h2 id="leaders">New at no. 1</h2>
          <ul class="plain">
            {leaders.map((leader) => (
              <li>
                <time datetime={leader.first_date}>{leader.first_date}</time>{' '}
                <SongLink name={{ source, ...leader }} link={link} />{' '}
                <ArtistLinks
                  names={{ source, artists: leader.artists, credits: credits.get(leader.recording_id) ?? [] }}
                  link={link}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <BestList view={view} of="songs" link={link} />
      <BestList view={view} of="artists" link={link} />
      <BestList view={view} of="albums" link={link} />
    </>
  )
}

function YearSteps({ view: { chart, before, after }, link }: { view: YearView; link: LinkTo }) {
  const step = (year: string | null, words: string, rel: string) => {
    const to = year === null ? null : addresses.year(chart.source, chart.chart, year)
    return to === null ? null : (
      <a href={link(to)} rel={rel}>
        {words}
      </a>
    )
  }
  return before === null && after === null ? null : (
    <nav class="steps" aria-label="Years">
      {step(before, `← ${before}`, 'prev')}
      {step(after, `${after} →`, 'next')}
    </nav>
  )
}

const lists = {
  songs: { title: 'Songs', insight: 'year_end' },
  artists: { title: 'Artists', insight: 'top_artists' },
  albums: { title: 'Albums', insight: 'top_albums' },
} as const

/** Columns that are the same in every row. */
const same = ['year', 'period', 'observed', 'missing', 'lead_artist']

function BestList({ view, of, link }: { view: YearView; of: keyof typeof lists; link: LinkTo }) {
  const answer = view[of]
  const { title, insight } = lists[of]
  const { chart, year, credits } = view
  if (answer === null || answer.rows.length === 0) return null
  return (
    <section aria-labelledby={of}>
      <h2 id={of}>{title}</h2>
      <p class="quiet">
        <a href={link(addresses.insight(insight))}>How is this calculated?</a>
      </p>
      <Table
        caption={`${title} of ${year} on ${chart.chart_name}`}
        isCaptionHidden
        columns={listAnswerColumns(answer, { insight, source: chart.source, credits, link, without: same })}
        rows={answer.rows}
      />
    </section>
  )
}
