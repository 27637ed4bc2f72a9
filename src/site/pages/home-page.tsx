import { addresses, placeBeside, relateAddress } from '../addresses.ts'
import type { NamedEntry } from '../data/issue-view.ts'
import { formatAtLeast, formatCount, formatDate } from '../format-values.ts'
import type { LinkTo, Page } from '../page.ts'
import { jsonType } from '../render-files.ts'
import type { Site, SiteChart } from '../site.ts'
import { MovementMark } from './chart-columns.tsx'
import { DueDate } from './due-date.tsx'
import { NameLink, SongLink } from './names.tsx'

/** A chart as the home page shows it. */
export interface ChartNews {
  chart: SiteChart
  /** The entries of its newest issue, from the top. */
  entries: NamedEntry[]
  /** Its best sentences. */
  sentences: string[]
}

/** The newest issue of every chart. */
export function createHomePage(site: Site, news: ChartNews[]): Page {
  return {
    address: addresses.home,
    title: 'hitparade: music charts with their history',
    description: `The newest issue of ${formatCount(site.charts.length, 'chart')}: no. 1, news, debuts and movers.`,
    sources: [...new Set(site.charts.map(({ source }) => source))],
    body: (link) => <HomeBody site={site} news={news} link={link} />,
    data: {
      charts: news.map(({ chart, entries, sentences }) => ({
        ...chart,
        sentences,
        number_one: entries.filter(({ position }) => position === 1).map(describeEntry),
        debuts: entries.filter(({ status }) => status === 'NEW').map(describeEntry),
      })),
    },
    files: [
      { address: '/latest.json', type: jsonType, bytes: `${JSON.stringify(listLatest(site, news))}\n` },
    ],
    table: {
      columns: ['source', 'chart', 'chart_name', 'first_date', 'last_date', 'issues', 'expected_issues'],
      rows: site.charts.map(
        ({ source, chart, chart_name, first_date, last_date, issues, expected_issues }) => ({
          source,
          chart,
          chart_name,
          first_date,
          last_date,
          issues,
          expected_issues,
        }),
      ),
    },
  }
}

/** The newest issue of every chart, with its top ten and the address of the whole. Addresses are relative to the site. */
function listLatest({ attributions }: Site, news: ChartNews[]) {
  return {
    attribution: [...attributions.values()],
    charts: news.map(({ chart: { source, chart, chart_name, last_date, fetched_at }, entries }) => {
      const issue = addresses.issue(source, chart, last_date)
      return {
        source,
        chart,
        chart_name,
        date: last_date,
        fetched_at,
        address: issue === null ? null : relateAddress(addresses.home, issue),
        data: issue === null ? null : relateAddress(addresses.home, placeBeside(issue, 'json')),
        top: entries.filter(({ position }) => position <= 10).map(describeEntry),
      }
    }),
  }
}

function describeEntry({ position, previous_position, song, artists, song_id, recording_id }: NamedEntry) {
  return { position, previous_position, song, artists, song_id, recording_id }
}

function HomeBody({ site, news, link }: { site: Site; news: ChartNews[]; link: LinkTo }) {
  return (
    <>
      <h1>Charts</h1>
      {news.length === 0 && site.leftOut.length === 0 ? (
        <p class="note">There is no chart yet. Fill the warehouse with a run or an import.</p>
      ) : null}
      <div class="chart-list">
        {news.map((each) => (
          <ChartCard news={each} link={link} />
        ))}
      </div>
      {site.leftOut.map(({ source, reason }) => (
        <p class="note">
          {source} is not shown: {reason}
        </p>
      ))}
    </>
  )
}

function ChartCard({ news: { chart, entries, sentences }, link }: { news: ChartNews; link: LinkTo }) {
  const { source } = chart
  const top = entries.filter(({ is_best }) => is_best).slice(0, 3)
  const debuts = entries.filter(({ status }) => status === 'NEW')
  const climber = entries
    .filter(({ movement }) => movement !== null && movement > 0)
    .sort((a, b) => (b.movement ?? 0) - (a.movement ?? 0))[0]
  const issue = addresses.issue(source, chart.chart, chart.last_date)
  return (
    <article>
      <h2>
        <NameLink to={addresses.chart(source, chart.chart)} link={link}>
          {chart.chart_name}
        </NameLink>
      </h2>
      <p class="facts">
        {issue === null ? null : (
          <a href={link(issue)}>
            <time datetime={chart.last_date}>{formatDate(chart.last_date)}</time>
          </a>
        )}
        , {formatCount(chart.issues, 'issue')} since {chart.first_date}
      </p>
      <DueDate chart={chart} />
      <ol class="top">
        {top.map((entry) => (
          <li value={entry.position}>
            <SongLink name={{ source, ...entry }} link={link} /> <span class="artists">{entry.artists}</span>{' '}
            <MovementMark movement={entry.movement} status={entry.status} />{' '}
            <span class="quiet">
              {formatAtLeast(entry.issues_on_chart, entry.censored)}{' '}
              {entry.issues_on_chart === 1 ? 'issue' : 'issues'}
            </span>
          </li>
        ))}
      </ol>
      {sentences.length === 0 ? null : (
        <ul class="news">
          {sentences.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      )}
      <p class="quiet">
        {formatCount(debuts.length, 'debut')}
        {debuts[0] === undefined ? null : (
          <>
            {', the highest '}
            <SongLink name={{ source, ...debuts[0] }} link={link} />
            {` at ${debuts[0].position}`}
          </>
        )}
        {climber === undefined ? null : (
          <>
            {'; biggest gain '}
            <SongLink name={{ source, ...climber }} link={link} />
            {`, up ${climber.movement}`}
          </>
        )}
      </p>
    </article>
  )
}
