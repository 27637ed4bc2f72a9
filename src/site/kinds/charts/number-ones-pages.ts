import { addresses } from '../../addresses.ts'
import { readChartIssues } from '../../data/chart-issues.ts'
import { readCreditsById, readReigns } from '../../data/charts/chart-reigns.ts'
import type { PageKind } from '../../page.ts'
import { createNumberOnesPage } from '../../pages/charts/number-ones-page.tsx'
import { answerForChart, findCharts, listByChart } from './answer-chart.ts'

/** The number ones of each chart. */
export const numberOnesPages: PageKind = {
  name: 'number-ones',
  pattern: '/charts/:source/:chart/number-ones/',
  async list(_site, versions) {
    return listByChart(versions, addresses.numberOnes)
  },
  async *read(site, wanted) {
    for (const chart of findCharts(site, wanted)) {
      const address = addresses.numberOnes(chart.source, chart.chart)
      if (address === null) continue
      const issues = await readChartIssues(site.warehouse, chart)
      const reigns = await readReigns(site.warehouse, chart)
      const answer = await answerForChart(site, chart, 'number_ones')
      const songs = reigns.map(({ recording_id }) => recording_id)
      const credits = await readCreditsById(site.warehouse, chart.source, songs)
      yield createNumberOnesPage({ chart, issues, reigns, answer, credits }, address)
    }
  },
}
