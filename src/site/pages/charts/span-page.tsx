import type { Answer } from '../../../insights/run-insight.ts'
import { type Address, addresses } from '../../addresses.ts'
import type { Credit } from '../../data/chart-entries.ts'
import type { Reign } from '../../data/charts/chart-reigns.ts'
import { type ChartSpan, decadeSpan, findPeriod, type SpanNumbers } from '../../data/charts/chart-spans.ts'
import { capitalize, formatCount, formatNumber } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import type { SiteChart } from '../../site.ts'
import { ArtistLinks, aboutColumn, aboutTerm, SongLink } from '../names.tsx'
import { AboutLink, Table } from '../table.tsx'
import { listAnswerColumns } from './answer-columns.tsx'
import { ChartViews } from './chart-views.tsx'

export interface SpanView {
  chart: SiteChart
  span: ChartSpan
  /** `1994` or `1990s` */
  period: string
  /** The nearest periods with an issue. */
  before: string | null
  after: string | null
  /** The years of the period that have an issue. */
  years: string[]
  numbers: SpanNumbers
  songs: Answer
  artists: Answer
  /** Null if the source has no albums. */
  albums: Answer | null
  /** First reigns that began in the period. */
  leaders: Reign[]
  /** The artists of each recording. */
  credits: Map<string, Credit[]>
}

/** `1994`, `the 1990s` */
function namePeriod({ span, period }: SpanView): string {
  return span.name === 'decade' ? `the ${period}` : period
}

/** A calendar year or a decade of a chart in review. */
export function createSpanPage(view: SpanView, address: Address): Page {
  const { chart, span, period, numbers, songs, artists, albums, leaders } = view
  const { first_year, ...counts } = numbers
  return {
    address,
    title: `${chart.chart_name} in ${namePeriod(view)}`,
    description: `${capitalize(namePeriod(view))} on ${chart.chart_name}: the best of ${formatCount(numbers.songs, 'song')}, the artists and albums, and new number ones.`,
    sources: [chart.source],
    body: (link) => <SpanBody view={view} address={address} link={link} />,
    data: {
      source: chart.source,
      chart: chart.chart,
      chart_name: chart.chart_name,
      [span.name]: span.name === 'year' ? first_year : period,
      ...counts,
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

function SpanBody({ view, address, link }: { view: SpanView; address: Address; link: LinkTo }) {
  const { chart, span, numbers } = view
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
        {chart.chart_name} <span class="quiet">in {namePeriod(view)}</span>
      </h1>
      <ChartViews chart={chart} at={address} link={link} />
      <SpanSteps view={view} link={link} />
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
      {/* In a year they are few. */}
      {span.name === 'year' ? <Leaders view={view} link={link} /> : null}
      <BestList view={view} of="songs" link={link} />
      <BestList view={view} of="artists" link={link} />
      <BestList view={view} of="albums" link={link} />
      {span.name === 'decade' ? <Leaders view={view} link={link} /> : null}
    </>
  )
}

function Leaders({ view: { chart, leaders, credits }, link }: { view: SpanView; link: LinkTo }) {
  const { source } = chart
  return leaders.length === 0 ? null : (
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
  )
}

/** Links to the periods before and after, and from a year to its decade or from a decade to its years. */
function SpanSteps({ view, link }: { view: SpanView; link: LinkTo }) {
  const { chart, span, period, before, after, years } = view
  const step = (name: ChartSpan['name'], to: string | null, words: string, rel?: string) => {
    const address = to === null ? null : addresses[name](chart.source, chart.chart, to)
    return address === null ? null : (
      <a href={link(address)} rel={rel}>
        {words}
      </a>
    )
  }
  const decade = findPeriod(decadeSpan, period)
  return (
    <>
      {span.name === 'decade' && before === null && after === null ? null : (
        <nav class="steps" aria-label="Periods">
          {step(span.name, before, `← ${before}`, 'prev')}
          {span.name === 'year' ? step('decade', decade, `The ${decade}`) : null}
          {step(span.name, after, `${after} →`, 'next')}
        </nav>
      )}
      {span.name === 'decade' ? (
        <nav class="steps" aria-label="Years">
          {years.map((year) => step('year', year, year))}
        </nav>
      ) : null}
    </>
  )
}

const titles = { songs: 'Songs', artists: 'Artists', albums: 'Albums' } as const

/** Columns that are the same in every row. */
const same = ['year', 'period', 'observed', 'missing']

function BestList({ view, of, link }: { view: SpanView; of: keyof typeof titles; link: LinkTo }) {
  const answer = view[of]
  const title = titles[of]
  const { chart, credits } = view
  if (answer === null || answer.rows.length === 0) return null
  const { insight } = answer
  return (
    <section aria-labelledby={of}>
      <h2 id={of}>{title}</h2>
      <p class="quiet">
        <a href={link(addresses.insight(insight))}>How is this calculated?</a>
      </p>
      <Table
        caption={`${title} of ${namePeriod(view)} on ${chart.chart_name}`}
        isCaptionHidden
        hasBounds
        columns={listAnswerColumns(answer, { insight, source: chart.source, credits, link, without: same })}
        rows={answer.rows}
      />
    </section>
  )
}
