import { type Address, addresses } from '../addresses.ts'
import { decadeSpan, findPeriod } from '../data/charts/chart-spans.ts'
import { describeIssue, listEntries } from '../data/issue-data.ts'
import type { EntryView, IssueView } from '../data/issue-view.ts'
import { formatAtLeast, formatAtMost, formatCount, formatDate, formatNumber } from '../format-values.ts'
import type { LinkTo, Page } from '../page.ts'
import { Calendar, DayForm } from './calendar.tsx'
import { listColumns } from './chart-columns.tsx'
import { ChartViews } from './charts/chart-views.tsx'
import { DueDate } from './due-date.tsx'
import { createChartEmbed } from './embeds/chart-embed.tsx'
import { SongLink } from './names.tsx'
import { Table } from './table.tsx'

/** The page of one issue of a chart. */
export function createIssuePage(view: IssueView, address: Address): Page {
  const { chart, issue } = view
  const title = `${issue.chart_name}, ${formatDate(issue.chart_date)}`
  return {
    address,
    title,
    description: `${title}: ${formatCount(view.entries.length, 'entry', 'entries')} with movement, peak and time on the chart.`,
    sources: [chart.source],
    body: (link) => <IssueBody view={view} address={address} link={link} />,
    data: describeIssue(view),
    table: listEntries(view),
  }
}

/** The page of a chart: its newest issue, and the calendar of all. */
export function createChartPage(
  view: IssueView,
  { address, dates }: { address: Address; dates: string[] },
): Page {
  const { chart } = view
  const page = createIssuePage(view, address)
  return {
    ...page,
    title: chart.chart_name,
    description: `${chart.chart_name}: the newest issue, of ${view.issue.chart_date}, and all ${formatCount(dates.length, 'issue')} since ${chart.first_date}.`,
    body: (link) => (
      <>
        <IssueBody view={view} address={address} link={link} />
        <section aria-labelledby="calendar">
          <h2 id="calendar">All issues</h2>
          <nav class="steps" aria-label="Decades">
            {[...new Set(dates.map((date) => findPeriod(decadeSpan, date)))].map((decade) => {
              const to = addresses.decade(chart.source, chart.chart, decade)
              return to === null ? null : <a href={link(to)}>The {decade}</a>
            })}
          </nav>
          <DayForm first={dates[0] ?? ''} />
          <Calendar
            dates={dates}
            to={(date) => addresses.issue(chart.source, chart.chart, date)}
            toYear={(year) => addresses.year(chart.source, chart.chart, year)}
            link={link}
          />
        </section>
      </>
    ),
    data: { ...describeIssue(view), dates },
    embed: createChartEmbed(view),
  }
}

function IssueBody({ view, address, link }: { view: IssueView; address: Address; link: LinkTo }) {
  const { chart, issue, next_date, entries, dropouts } = view
  return (
    <>
      <h1>
        {issue.chart_name} <time datetime={issue.chart_date}>{formatDate(issue.chart_date)}</time>
      </h1>
      <IssueFacts view={view} />
      {next_date === null ? <DueDate chart={chart} /> : null}
      <IssueSteps view={view} link={link} />
      <ChartViews chart={chart} at={address} link={link} />
      <Headlines view={view} link={link} />
      <Table
        caption={`Entries of ${issue.chart_name} on ${issue.chart_date}`}
        isCaptionHidden
        hasBounds
        columns={listColumns(view, link)}
        rows={entries}
      />
      {dropouts.length === 0 ? null : (
        <section aria-labelledby="left">
          <h2 id="left">Left the chart</h2>
          <ul class="plain">
            {dropouts.map((row) => (
              <li>
                <span class="n">{row.position}</span>{' '}
                <SongLink name={{ source: chart.source, ...row }} link={link} />{' '}
                <span class="artists">{row.artists}</span>{' '}
                <span class="quiet">
                  peak {formatAtMost(row.peak_position, row.censored)},{' '}
                  {formatAtLeast(row.issues_on_chart, row.censored)}{' '}
                  {row.issues_on_chart === 1 ? 'issue' : 'issues'}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function IssueFacts({ view: { issue } }: { view: IssueView }) {
  const gap =
    issue.missing_before === 0
      ? ''
      : ` ${formatCount(issue.missing_before, 'expected issue')} before it ${issue.missing_before === 1 ? 'was' : 'were'} not observed.`
  return (
    <p class="facts">
      Issue {formatNumber(issue.issue_number)}, {formatCount(issue.chart_size, 'position')}, {issue.cadence}.
      Observed{' '}
      <time datetime={issue.fetched_at} data-age="">
        {issue.fetched_at.slice(0, 16).replace('T', ' ')} UTC
      </time>
      .{gap}
    </p>
  )
}

function IssueSteps({ view: { chart, issue, next_date }, link }: { view: IssueView; link: LinkTo }) {
  const step = (date: string | null, words: string, rel: string) => {
    const to = date === null ? null : addresses.issue(chart.source, chart.chart, date)
    return to === null ? (
      <span class="quiet">{words}</span>
    ) : (
      <a href={link(to)} rel={rel}>
        {words} {date}
      </a>
    )
  }
  const all = addresses.chart(chart.source, chart.chart)
  return (
    <nav class="steps" aria-label="Issues">
      {step(issue.previous_date, '← previous', 'prev')}
      {all === null ? null : <a href={link(all)}>All issues</a>}
      {step(next_date, 'next →', 'next')}
    </nav>
  )
}

/** The highest new entry, the biggest gain and the longest streak. */
function Headlines({ view: { chart, entries, issue }, link }: { view: IssueView; link: LinkTo }) {
  const best = entries.filter(({ is_best }) => is_best)
  const debut = best.find(({ status }) => status === 'NEW')
  const gainer = issue.missing_before > 0 ? undefined : pickMost(best, ({ movement }) => movement ?? 0)
  const stayer = pickMost(best, ({ streak }) => streak)
  const lines: [string, EntryView, string][] = [
    ...(debut === undefined
      ? []
      : [['Highest new entry', debut, `at ${debut.position}`] as [string, EntryView, string]]),
    ...(gainer === undefined || (gainer.movement ?? 0) <= 0
      ? []
      : [
          ['Biggest gain', gainer, `up ${gainer.movement} to ${gainer.position}`] as [
            string,
            EntryView,
            string,
          ],
        ]),
    ...(stayer === undefined
      ? []
      : [
          [
            'Longest streak',
            stayer,
            `${formatAtLeast(stayer.streak, stayer.censored)} ${stayer.streak === 1 ? 'issue' : 'issues'}`,
          ] as [string, EntryView, string],
        ]),
  ]
  return (
    <dl class="headlines">
      {lines.map(([label, entry, words]) => (
        <div>
          <dt>{label}</dt>
          <dd>
            <SongLink name={{ source: chart.source, ...entry }} link={link} />{' '}
            <span class="quiet">{words}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function pickMost(entries: EntryView[], measure: (entry: EntryView) => number): EntryView | undefined {
  let most: EntryView | undefined
  for (const entry of entries) if (most === undefined || measure(entry) > measure(most)) most = entry
  return most
}
