import { HitparadeError } from '../../../domain/errors.ts'
import type { Answer } from '../../../insights/run-insight.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'
import { addresses } from '../../addresses.ts'
import { readChartIssues } from '../../data/chart-issues.ts'
import { readCreditsById, readReigns } from '../../data/charts/chart-reigns.ts'
import { readYearNumbers, readYearVersions } from '../../data/charts/chart-years.ts'
import { groupRows } from '../../data/group-rows.ts'
import type { PageKind } from '../../page.ts'
import { createYearPage } from '../../pages/charts/year-page.tsx'
import { listSources, type Site, type SiteChart } from '../../site.ts'
import { answerForChart, findCharts } from './answer-chart.ts'

/** Rows of each list of a year. */
const limit = '40'

/** One page for each calendar year of a chart. */
export const yearPages: PageKind = {
  name: 'year',
  pattern: '/charts/:source/:chart/years/:year/',
  async list(site, { charts }) {
    const entries = []
    for (const source of listSources(site)) {
      const own = charts.filter(({ chart }) => chart.source === source)
      for (const [{ chart }, years] of await readYearVersions(site.warehouse, source, own)) {
        for (const [year, version] of years) {
          const address = addresses.year(source, chart.chart, year)
          if (address !== null)
            entries.push({ parts: { source, chart: chart.chart, year }, address, version })
        }
      }
    }
    return entries
  },
  async *read(site, wanted) {
    const byChart = groupRows(wanted, ({ source, chart }) => JSON.stringify([source, chart]))
    for (const parts of byChart.values()) {
      const years = parts.map(({ year = '' }) => year)
      for (const chart of findCharts(site, parts.slice(0, 1))) yield* readYears(site, chart, years)
    }
  },
}

async function* readYears(site: Site, chart: SiteChart, wanted: string[]) {
  const dates = (await readChartIssues(site.warehouse, chart)).map(({ chart_date }) => chart_date)
  const years = [...new Set(dates.map((date) => date.slice(0, 4)))]
  const shown = years.filter((year) => wanted.includes(year))
  if (shown.length === 0) return
  const only = shown.length === 1 ? (shown[0] ?? null) : null
  const span: Record<string, string> = only === null ? {} : { from: `${only}-01-01`, to: `${only}-12-31` }
  const songs = await answerForChart(site, chart, 'year_end', {
    limit,
    ...(only === null ? {} : { year: only }),
  })
  const artists = await answerForChart(site, chart, 'top_artists', { limit, per: 'year', ...span })
  const albums = await answerAlbums(site, chart, { limit, per: 'year', ...span })
  const numbers = await readYearNumbers(site.warehouse, chart, only === null ? null : Number(only))
  const reigns = await readReigns(site.warehouse, chart)
  const leaders = [...groupRows(reigns, ({ recording_id }) => recording_id).values()].flatMap(
    ([first]) => first ?? [],
  )
  const ids = [...songs.rows, ...leaders].map(({ recording_id }) => String(recording_id))
  const credits = await readCreditsById(site.warehouse, chart.source, ids)
  const byYear = {
    songs: groupRows(songs.rows, ({ year }) => String(year)),
    artists: groupRows(artists.rows, readPeriod),
    albums: groupRows(albums?.rows ?? [], readPeriod),
    leaders: groupRows(leaders, ({ first_date }) => first_date.slice(0, 4)),
  }
  for (const year of shown) {
    const address = addresses.year(chart.source, chart.chart, year)
    const index = years.indexOf(year)
    const own = numbers.find((each) => String(each.year) === year)
    if (address === null || own === undefined) continue
    const view = {
      chart,
      year,
      before: years[index - 1] ?? null,
      after: years[index + 1] ?? null,
      numbers: own,
      songs: withRows(songs, byYear.songs.get(year)),
      artists: withRows(artists, byYear.artists.get(year)),
      albums: albums === null ? null : withRows(albums, byYear.albums.get(year)),
      leaders: byYear.leaders.get(year) ?? [],
      credits,
    }
    yield createYearPage(view, address)
  }
}

const readPeriod = ({ period }: ResultRow) => String(period)

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
