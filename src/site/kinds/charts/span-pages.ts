import { HitparadeError } from '../../../domain/errors.ts'
import type { Answer } from '../../../insights/run-insight.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'
import { addresses } from '../../addresses.ts'
import { readChartIssues } from '../../data/chart-issues.ts'
import { readCreditsById, readReigns } from '../../data/charts/chart-reigns.ts'
import {
  type ChartSpan,
  decadeSpan,
  findPeriod,
  limitPeriod,
  readSpanNumbers,
  readSpanVersions,
  yearSpan,
} from '../../data/charts/chart-spans.ts'
import { groupRows } from '../../data/group-rows.ts'
import type { PageKind } from '../../page.ts'
import { createSpanPage } from '../../pages/charts/span-page.tsx'
import { listSources, type Site, type SiteChart } from '../../site.ts'
import { answerForChart, findCharts } from './answer-chart.ts'

/** Rows of each list of a period. */
const limit = '40'

/** One page for each calendar year of a chart. */
export const yearPages = createSpanPages(yearSpan, '/charts/:source/:chart/years/:year/')

/** One page for each decade of a chart. */
export const decadePages = createSpanPages(decadeSpan, '/charts/:source/:chart/decades/:decade/')

function createSpanPages(span: ChartSpan, pattern: string): PageKind {
  return {
    name: span.name,
    pattern,
    async list(site, { charts }) {
      const entries = []
      for (const source of listSources(site)) {
        const own = charts.filter(({ chart }) => chart.source === source)
        for (const [{ chart }, periods] of await readSpanVersions(site.warehouse, source, own, span)) {
          for (const [period, version] of periods) {
            const address = addresses[span.name](source, chart.chart, period)
            const parts = { source, chart: chart.chart, [span.name]: period }
            if (address !== null) entries.push({ parts, address, version })
          }
        }
      }
      return entries
    },
    async *read(site, wanted) {
      const byChart = groupRows(wanted, ({ source, chart }) => JSON.stringify([source, chart]))
      for (const parts of byChart.values()) {
        const periods = parts.map((each) => each[span.name] ?? '')
        for (const chart of findCharts(site, parts.slice(0, 1)))
          yield* readPeriods(site, chart, span, periods)
      }
    },
  }
}

async function* readPeriods(site: Site, chart: SiteChart, span: ChartSpan, wanted: string[]) {
  const dates = (await readChartIssues(site.warehouse, chart)).map(({ chart_date }) => chart_date)
  const periods = groupRows(dates, (date) => findPeriod(span, date))
  const names = [...periods.keys()]
  const shown = names.filter((period) => wanted.includes(period))
  const [only = ''] = shown
  if (only === '') return
  const limits = shown.length === 1 ? limitPeriod(span, only) : null
  const given: Record<string, string> = { limit, per: span.name, ...limits }
  const songs = await answerSongs(site, chart, span, given)
  const artists = await answerForChart(site, chart, 'top_artists', given)
  const albums = await answerAlbums(site, chart, given)
  const numbers = await readSpanNumbers(site.warehouse, chart, span, limits ?? { from: null, to: null })
  const reigns = await readReigns(site.warehouse, chart)
  const leaders = [...groupRows(reigns, ({ recording_id }) => recording_id).values()].flatMap(
    ([first]) => first ?? [],
  )
  const ids = [...songs.rows, ...leaders].map(({ recording_id }) => String(recording_id))
  const credits = await readCreditsById(site.warehouse, chart.source, ids)
  const byPeriod = {
    songs: groupRows(songs.rows, readPeriod),
    artists: groupRows(artists.rows, readPeriod),
    albums: groupRows(albums?.rows ?? [], readPeriod),
    leaders: groupRows(leaders, ({ first_date }) => findPeriod(span, first_date)),
  }
  for (const period of shown) {
    const address = addresses[span.name](chart.source, chart.chart, period)
    const index = names.indexOf(period)
    const own = numbers.find(({ first_year }) => first_year === Number(period.slice(0, 4)))
    if (address === null || own === undefined) continue
    const view = {
      chart,
      span,
      period,
      before: names[index - 1] ?? null,
      after: names[index + 1] ?? null,
      years: [...new Set((periods.get(period) ?? []).map((date) => date.slice(0, 4)))],
      numbers: own,
      songs: withRows(songs, byPeriod.songs.get(period)),
      artists: withRows(artists, byPeriod.artists.get(period)),
      albums: albums === null ? null : withRows(albums, byPeriod.albums.get(period)),
      leaders: byPeriod.leaders.get(period) ?? [],
      credits,
    }
    yield createSpanPage(view, address)
  }
}

/** A year has its year-end chart, a decade its top songs. */
async function answerSongs(site: Site, chart: SiteChart, { name }: ChartSpan, given: Record<string, string>) {
  if (name === 'decade') return answerForChart(site, chart, 'top_songs', given)
  const year = given.from === undefined ? {} : { year: given.from.slice(0, 4) }
  return answerForChart(site, chart, 'year_end', { limit, ...year })
}

const readPeriod = ({ period, year }: ResultRow) => String(period ?? year)

function withRows(answer: Answer, rows: ResultRow[] = []): Answer {
  return { ...answer, rows }
}

/** Null for a source without albums. */
async function answerAlbums(
  site: Site,
  chart: SiteChart,
  given: Record<string, string>,
): Promise<Answer | null> {
  try {
    return await answerForChart(site, chart, 'top_albums', given)
  } catch (error) {
    if (error instanceof HitparadeError && error.code === 'NotAvailable') return null
    throw error
  }
}
