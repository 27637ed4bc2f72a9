import { addresses } from '../../addresses.ts'
import { readCreditsById } from '../../data/charts/chart-reigns.ts'
import type { PageKind } from '../../page.ts'
import { createRecordsPage, mostHolders } from '../../pages/charts/records-page.tsx'
import { answerForCharts, findCharts, listByChart } from './answer-chart.ts'

/** The records of each chart. */
export const recordsPages: PageKind = {
  name: 'records',
  pattern: '/charts/:source/:chart/records/',
  async list(_site, versions) {
    return listByChart(versions, addresses.records)
  },
  async *read(site, wanted) {
    const charts = findCharts(site, wanted)
    const answers = await answerForCharts(site, charts, 'records', { limit: String(mostHolders) })
    for (const [chart, answer] of answers) {
      const address = addresses.records(chart.source, chart.chart)
      if (address === null) continue
      const songs = answer.rows.flatMap(({ unit, holder_id }) =>
        unit === 'songs' ? [] : [String(holder_id)],
      )
      const credits = await readCreditsById(site.warehouse, chart.source, songs)
      yield createRecordsPage({ chart, answer, credits }, address)
    }
  },
}
